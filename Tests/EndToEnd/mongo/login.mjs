/** The commands that log in: SCRAM, PLAIN and MONGODB-X509, by themselves or inside the first hello; and who may do what. */
import { Binary } from 'bson';
import { CommandError } from './errors.mjs';
import { ScramExchange, failedLogin } from './scram.mjs';

const CONVERSATION_ID = 1;
const FREE_FOR_ALL = ['hello', 'isMaster', 'ismaster', 'ping', 'buildInfo', 'saslStart', 'saslContinue', 'authenticate', 'logout'];
const WRITES = ['insert', 'drop', 'renameCollection'];

export const LOGIN_COMMANDS = {
  saslStart: (body, session) => startSasl(body, session, body.$db),
  saslContinue,
  authenticate: (body, session) => authenticate(body, session),
  logout(body, session) {
    session.user = null;
    return { ok: 1 };
  },
};

/** Refuses (code 13) what somebody who has not logged in, or whose role does not allow it, asks for. */
export function requirePermission(request, session) {
  if (!session.server.users.areRequired || FREE_FOR_ALL.includes(request.name)) return;
  if (session.user === null) throw new CommandError(13, `Command ${request.name} requires authentication`);
  if (session.user.role === 'read' && WRITES.includes(request.name)) {
    throw new CommandError(13, `not authorized on ${request.body.$db} to execute command { ${request.name}: `
      + `"${request.body[request.name]}" }`);
  }
}

/** What a reply to hello says about login: the mechanisms of the user asked for, and the first step taken on trial. */
export function loginInHello(body, session) {
  const fields = {};
  if (typeof body.saslSupportedMechs === 'string') {
    const dot = body.saslSupportedMechs.indexOf('.');
    const user = session.server.users.find(body.saslSupportedMechs.slice(0, dot), body.saslSupportedMechs.slice(dot + 1));
    if (user !== null) fields.saslSupportedMechs = user.mechanisms;
  }

  const trial = body.speculativeAuthenticate;
  try {
    if (trial?.saslStart) fields.speculativeAuthenticate = withoutOk(startSasl(trial, session, trial.db));
    if (trial?.authenticate) fields.speculativeAuthenticate = withoutOk(authenticate(trial, session));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error; // A trial that fails is left out: the client logs in by itself.
  }
  return fields;
}

function startSasl(body, session, database) {
  const text = textOf(body.payload);
  if (body.mechanism === 'PLAIN') return loginPlain(text, session, database);
  if (!['SCRAM-SHA-1', 'SCRAM-SHA-256'].includes(body.mechanism)) {
    throw new CommandError(334, `Received authentication for mechanism ${body.mechanism} which is not enabled`);
  }
  session.exchange = new ScramExchange({
    users: session.server.users,
    mechanism: body.mechanism,
    database,
    skipsEmptyExchange: body.options?.skipEmptyExchange === true,
  });
  return nextStep(text, session);
}

function saslContinue(body, session) {
  if (session.exchange === null || body.conversationId !== CONVERSATION_ID) {
    throw new CommandError(17, 'No SASL session state found');
  }
  return nextStep(textOf(body.payload), session);
}

function nextStep(text, session) {
  const { exchange } = session;
  session.exchange = null;
  const answer = exchange.step(text);
  if (answer.isDone) session.user = exchange.user;
  else session.exchange = exchange;
  return saslReply(answer.text, answer.isDone);
}

/** RFC 4616: an identity that nobody uses, the user's name, the password, each behind a NUL. */
function loginPlain(text, session, database) {
  const [, name, password] = text.split('\0');
  const user = session.server.users.find(database, name);
  if (!user?.mechanisms.includes('PLAIN') || !user.hasPassword(password)) throw failedLogin();
  session.user = user;
  return saslReply('', true);
}

/** The user is the subject of the certificate that the client has shown when it connected. */
function authenticate(body, session) {
  const subject = session.certificateSubject;
  if (body.mechanism !== 'MONGODB-X509' || subject === null) throw failedLogin();
  const user = session.server.users.find('$external', subject);
  if (!user?.mechanisms.includes('MONGODB-X509') || (body.user !== undefined && body.user !== subject)) throw failedLogin();
  session.user = user;
  return { dbname: '$external', user: subject, ok: 1 };
}

const textOf = (payload) => payload instanceof Binary ? Buffer.from(payload.value()).toString('utf8') : String(payload);
const saslReply = (text, done) => ({ conversationId: CONVERSATION_ID, done, payload: new Binary(Buffer.from(text)), ok: 1 });
const withoutOk = ({ ok, ...fields }) => fields;
