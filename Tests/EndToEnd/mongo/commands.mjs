/** The commands that the server knows: one function each, from a request's body to the reply's document. */
import { deserialize, serialize } from 'bson';
import { ChangeStream, isChangeStream } from './change-stream.mjs';
import { matching, runPipeline } from './engine.mjs';
import { CommandError } from './errors.mjs';
import { LOGIN_COMMANDS, loginInHello } from './login.mjs';

/** Fields that any command may carry. */
const COMMON_FIELDS = ['$db', '$readPreference', '$clusterTime', 'lsid', 'comment', 'maxTimeMS', 'readConcern', 'apiVersion',
  'apiStrict', 'apiDeprecationErrors'];

/** The fields of the commands whose unknown fields a real server refuses. */
const KNOWN_FIELDS = {
  aggregate: ['aggregate', 'pipeline', 'cursor', 'hint', 'allowDiskUse', 'bypassDocumentValidation', 'let', 'explain',
    'collation', 'writeConcern'],
  count: ['count', 'query', 'limit', 'skip', 'hint', 'collation', 'fields'],
  find: ['find', 'filter', 'sort', 'projection', 'hint', 'skip', 'limit', 'batchSize', 'singleBatch', 'allowDiskUse',
    'noCursorTimeout', 'let', 'collation'],
  getMore: ['getMore', 'collection', 'batchSize'],
  killCursors: ['killCursors', 'cursors'],
  listIndexes: ['listIndexes', 'cursor'],
  listCollections: ['listCollections', 'filter', 'nameOnly', 'cursor', 'authorizedCollections'],
};

/**
 * Runs one command; some wait, so the reply may be a promise.
 * @param {{name: string, body: object, sequences: object, rawBody: Buffer}} request
 * @param {import('./session.mjs').Session} session
 */
export function runCommand(request, session) {
  const run = COMMANDS[request.name];
  if (run === undefined) throw new CommandError(59, `no such command: '${request.name}'`);
  const known = KNOWN_FIELDS[request.name];
  for (const field of known ? Object.keys(request.body) : []) {
    if (!known.includes(field) && !COMMON_FIELDS.includes(field)) {
      throw new CommandError(40415, `BSON field '${request.name}.${field}' is an unknown field.`);
    }
  }
  return run(request.body, session, request);
}

const COMMANDS = {
  hello,
  isMaster: hello,
  ismaster: hello,
  ping: () => ({ ok: 1 }),
  ...LOGIN_COMMANDS,
  buildInfo: () => ({ version: '7.0.0', versionArray: [7, 0, 0, 0], maxBsonObjectSize: 16 * 1024 * 1024, ok: 1 }),
  endSessions: () => ({ ok: 1 }),
  aggregate,
  count,
  find,
  insert,
  getMore: (body, session) => session.server.cursors.next(body.getMore, { ...body, signal: session.ended }),
  killCursors: (body, session) => session.server.cursors.kill(body.cursors),
  listIndexes,
  listCollections,
  drop: dropCollection,
  renameCollection,
};

/** Answers at once, or, to a client that names the version it knows, when there is a newer one or its time is over. */
async function hello(body, session, { name }) {
  const { topology, compressors } = session.server;
  session.introduce(body.client);
  if (body.topologyVersion && body.maxAwaitTimeMS !== undefined) {
    await topology.waitForChange(body.topologyVersion, Number(body.maxAwaitTimeMS), session.ended);
  }
  const { isWritablePrimary, ...description } = topology.describe(body);
  const reply = { [name === 'hello' ? 'isWritablePrimary' : 'ismaster']: isWritablePrimary, ...description };
  if (name !== 'hello' && body.helloOk) reply.helloOk = true;
  if (body.client) {
    session.compressors = compressors.filter((compressor) => body.compression?.includes(compressor));
    if (session.compressors.length > 0) reply.compression = session.compressors;
  }
  return { ...reply, ...loginInHello(body, session), connectionId: session.id, ok: 1 };
}

function aggregate(body, session) {
  if (body.cursor === undefined) {
    throw new CommandError(9, "The 'cursor' option is required, except for aggregate with the explain argument");
  }
  if (isChangeStream(body.pipeline)) {
    const name = body.aggregate === 1 ? '$cmd.aggregate' : body.aggregate;
    return session.server.cursors.follow(`${body.$db}.${name}`, new ChangeStream(body, session.server), body.cursor.batchSize);
  }

  const collection = requested(body, body.aggregate, session);
  const rows = collection === null ? [] : typedRows(collection, runPipeline(collection.documents, body.pipeline));
  return session.server.cursors.first(`${body.$db}.${body.aggregate}`, rows, body.cursor.batchSize);
}

function count(body, session) {
  const collection = requested(body, body.count, session);
  const found = collection === null ? 0 : matching(collection.documents, body.query).length;
  const afterSkip = Math.max(0, found - (body.skip ?? 0));
  return { n: body.limit ? Math.min(afterSkip, body.limit) : afterSkip, ok: 1 };
}

function find(body, session) {
  const collection = requested(body, body.find, session);
  const stages = [{ $match: body.filter ?? {} }];
  if (body.sort && Object.keys(body.sort).length > 0) stages.push({ $sort: body.sort });
  if (body.skip) stages.push({ $skip: body.skip });
  if (body.limit) stages.push({ $limit: Math.abs(body.limit) });
  if (body.projection && Object.keys(body.projection).length > 0) stages.push({ $project: body.projection });
  const rows = collection === null ? [] : typedRows(collection, runPipeline(collection.documents, stages));
  return session.server.cursors.first(`${body.$db}.${body.find}`, rows, body.singleBatch ? rows.length : body.batchSize);
}

/** Documents come in the body or, from some drivers, in a section of their own; their number types are kept as sent. */
function insert(body, session, request) {
  const { writes } = session.server;
  const key = body.txnNumber === undefined ? null : `${Buffer.from(body.lsid.id.value()).toString('hex')}.${body.txnNumber}`;
  if (key === null) return insertOnce(body, session, request);
  if (!writes.has(key)) writes.set(key, insertOnce(body, session, request));
  return writes.get(key);
}

function insertOnce(body, session, request) {
  const collection = session.server.databases.open(body.$db, body.insert);
  const documents = request.sequences.documents
    ?? deserialize(request.rawBody, { promoteValues: false }).documents.map((document) => serialize(document));
  const writeErrors = [];
  documents.forEach((bytes, index) => {
    try {
      collection.insert(bytes);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      writeErrors.push({ index, code: error.code, errmsg: error.message });
    }
  });
  const reply = { n: documents.length - writeErrors.length, ok: 1 };
  return writeErrors.length > 0 ? { ...reply, writeErrors } : reply;
}

function listIndexes(body, session) {
  const collection = session.server.databases.find(body.$db, body.listIndexes);
  if (collection === null) throw new CommandError(26, `ns does not exist: ${body.$db}.${body.listIndexes}`);
  return session.server.cursors.first(`${body.$db}.${body.listIndexes}`, collection.indexes, body.cursor?.batchSize);
}

function listCollections(body, session) {
  const rows = session.server.databases.names(body.$db).map((name) => ({ name, type: 'collection' }));
  const found = matching(rows, body.filter);
  return session.server.cursors.first(`${body.$db}.$cmd.listCollections`, found, body.cursor?.batchSize);
}

function dropCollection(body, session) {
  if (!session.server.databases.drop(body.$db, body.drop)) throw new CommandError(26, 'ns not found');
  return { ok: 1 };
}

function renameCollection(body, session) {
  const [database, ...from] = body.renameCollection.split('.');
  const [target, ...to] = body.to.split('.');
  if (target !== database) throw new CommandError(73, 'rename across databases is not supported');
  if (session.server.databases.find(target, to.join('.')) !== null && !body.dropTarget) {
    throw new CommandError(48, 'target namespace exists');
  }
  session.server.databases.rename(database, from.join('.'), to.join('.'));
  return { ok: 1 };
}

/** The collection of a read, its hint checked; null when there is none. */
function requested(body, name, session) {
  const collection = session.server.databases.find(body.$db, name);
  if (body.hint !== undefined && collection !== null) collection.requireIndex(body.hint);
  return collection;
}

const typedRows = (collection, rows) => rows.map((row) => collection.withStoredTypes(row));
