/**
 * The control port: HTTP with MongoDB extended JSON, through which tests load data, make things fail and read what was asked.
 *
 *   POST /insert?db=&collection=   [document...]         as another writer would
 *   POST /delete?db=&collection=   {query}               -> {removed}
 *   POST /find?db=&collection=     {filter, sort, limit} -> [document...] as canonical extended JSON
 *   POST /count?db=&collection=    {query}               -> {n}
 *   POST /faults                   {isBlackHole, rules}  replaces what was set before (faults.mjs)
 *   POST /indexes?db=&collection=  [name...]             keeps only these
 *   GET  /log                      -> {entries, protocolErrors, connections, openCursors}
 */
import { createServer } from 'node:http';
import { EJSON, serialize } from 'bson';
import { matching, runPipeline } from './engine.mjs';

const ACTIONS = {
  insert(server, target, documents) {
    for (const document of documents) target().insert(Buffer.from(serialize(document)));
    return { inserted: documents.length };
  },
  delete: (server, target, query) => {
    const doomed = new Set(matching(target().documents, plain(query)));
    return { removed: target().remove((document) => doomed.has(document)) };
  },
  find(server, target, { filter = {}, sort, limit }) {
    const stages = [{ $match: plain(filter) }];
    if (sort) stages.push({ $sort: plain(sort) });
    if (limit) stages.push({ $limit: Number(limit) });
    return runPipeline(target().documents, stages).map((row) => target().withStoredTypes(row));
  },
  count: (server, target, query) => ({ n: matching(target().documents, plain(query)).length }),
  faults(server, target, { isBlackHole = false, rules = [] }) {
    Object.assign(server.faults, { isBlackHole, rules: plain({ rules }).rules });
    return { ok: 1 };
  },
  indexes(server, target, names) {
    target().indexes = target().indexes.filter((index) => names.includes(index.name));
    return { ok: 1 };
  },
  log: (server) => ({
    entries: server.log.entries,
    protocolErrors: server.protocolErrors,
    connections: server.sessions.size,
    openCursors: server.cursors.openCount,
  }),
};

/** Extended JSON keeps number types apart; queries and rules want plain JavaScript numbers. */
const plain = (document) => EJSON.parse(EJSON.stringify(document), { relaxed: true });

/** Starts the control port on 127.0.0.1; returns its number. The port ends with the server. */
export function listenForControl(server, port = 0) {
  const http = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://127.0.0.1');
    const action = ACTIONS[url.pathname.slice(1)];
    try {
      if (action === undefined) throw new Error(`no action ${url.pathname}`);
      const text = await bodyOf(request);
      const target = () => server.databases.open(url.searchParams.get('db') ?? 'tracellm',
        url.searchParams.get('collection') ?? 'traces');
      const result = action(server, target, text === '' ? {} : EJSON.parse(text, { relaxed: false }));
      reply(response, 200, EJSON.stringify(result, { relaxed: false }));
    } catch (error) {
      reply(response, 400, JSON.stringify({ error: error.message }));
    }
  });
  server.whenClosed(() => {
    http.close();
    http.closeAllConnections();
  });
  return new Promise((resolve) => http.listen(port, '127.0.0.1', () => resolve(http.address().port)));
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function reply(response, status, text) {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(text);
}
