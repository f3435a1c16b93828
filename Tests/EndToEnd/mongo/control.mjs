/**
 * The control port: HTTP with MongoDB extended JSON, through which tests load data, make things fail and read what was asked.
 * `member=` names the server meant by its place; none is the first.
 *
 *   POST /insert?db=&collection=   [document...]         as another writer would
 *   POST /delete?db=&collection=   {query}               -> {removed}
 *   POST /find?db=&collection=     {filter, sort, limit} -> [document...] as canonical extended JSON
 *   POST /count?db=&collection=    {query}               -> {n}
 *   POST /drop?db=&collection=     {}
 *   POST /rename?db=&collection=   {to}
 *   POST /indexes?db=&collection=  [name...]             keeps only these
 *   POST /faults?member=           {isBlackHole, rules}  replaces what was set before (faults.mjs)
 *   POST /forget?member=           {oplog, cursors}      what is true is forgotten: all changes so far, all open cursors
 *   POST /stepdown                 {to, electAfterMs}    the primary becomes a secondary, another is elected; null: none is
 *   POST /elect?member=            {}
 *   POST /change?member=           {state, tags, lagMs}  of a member of the replica set
 *   POST /kill?member=             {electAfterMs}        ends a server as a crash does
 *   POST /restart?member=          {}                    starts it again on its port
 *   GET  /log?member=              -> {entries, protocolErrors, connections, openCursors}
 */
import { createServer } from 'node:http';
import { EJSON, serialize } from 'bson';
import { matching, runPipeline } from './engine.mjs';

/** Each takes what it acts on and the request's body. */
const ACTIONS = {
  insert({ collection }, documents) {
    for (const document of documents) collection().insert(Buffer.from(serialize(document)));
    return { inserted: documents.length };
  },
  delete({ collection }, query) {
    const doomed = new Set(matching(collection().documents, plain(query)));
    return { removed: collection().remove((document) => doomed.has(document)) };
  },
  find({ collection }, { filter = {}, sort, limit }) {
    const stages = [{ $match: plain(filter) }];
    if (sort) stages.push({ $sort: plain(sort) });
    if (limit) stages.push({ $limit: Number(limit) });
    return runPipeline(collection().documents, stages).map((row) => collection().withStoredTypes(row));
  },
  count: ({ collection }, query) => ({ n: matching(collection().documents, plain(query)).length }),
  drop: ({ server, names }) => done(server.databases.drop(...names)),
  rename: ({ server, names }, { to }) => done(server.databases.rename(...names, to)),
  indexes({ collection }, names) {
    collection().indexes = collection().indexes.filter((index) => names.includes(index.name));
    return done();
  },
  faults({ server }, { isBlackHole = false, rules = [] }) {
    return done(Object.assign(server.faults, { isBlackHole, rules: plain({ rules }).rules }));
  },
  forget({ server }, { oplog, cursors }) {
    if (oplog) server.oplog.forget();
    if (cursors) server.cursors.forget();
    return done();
  },
  stepdown: ({ deployment }, body) => done(deployment.set.stepDown(plain(body))),
  elect: ({ deployment, member }) => done(deployment.set.elect(deployment.set.members[member])),
  change: ({ deployment, member }, body) => done(deployment.set.change(deployment.set.members[member], plain(body))),
  kill: async ({ deployment, member }, body) => done(await deployment.kill(member, plain(body))),
  restart: async ({ deployment, member }) => done(await deployment.restart(member)),
  log: ({ server }) => ({
    entries: server.log.entries,
    protocolErrors: server.protocolErrors,
    connections: server.sessions.size,
    openCursors: server.cursors.openCount,
  }),
};

const done = () => ({ ok: 1 });

/** Extended JSON keeps number types apart; queries and rules want plain JavaScript numbers. */
const plain = (document) => EJSON.parse(EJSON.stringify(document), { relaxed: true });

/** Starts the control port on 127.0.0.1; returns its number. The port ends with the servers. */
export function listenForControl(deployment, port = 0) {
  const http = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://127.0.0.1');
    const action = ACTIONS[url.pathname.slice(1)];
    try {
      if (action === undefined) throw new Error(`no action ${url.pathname}`);
      const text = await bodyOf(request);
      const result = await action(targetOf(deployment, url), text === '' ? {} : EJSON.parse(text, { relaxed: false }));
      reply(response, 200, EJSON.stringify(result, { relaxed: false }));
    } catch (error) {
      reply(response, 400, JSON.stringify({ error: error.message }));
    }
  });
  deployment.whenClosed(() => {
    http.close();
    http.closeAllConnections();
  });
  return new Promise((resolve) => http.listen(port, '127.0.0.1', () => resolve(http.address().port)));
}

function targetOf(deployment, url) {
  const member = Number(url.searchParams.get('member') ?? 0);
  const server = deployment.servers[member];
  if (server === undefined) throw new Error(`no member ${member}`);
  const names = [url.searchParams.get('db') ?? 'tracellm', url.searchParams.get('collection') ?? 'traces'];
  return { deployment, member, server, names, collection: () => server.databases.open(...names) };
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function reply(response, status, text) {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(text);
}
