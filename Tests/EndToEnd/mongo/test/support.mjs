/** What the tests share: a running server the official driver on it, plain requests to its control port. */
import { EJSON } from 'bson';
import { MongoClient } from 'mongodb';
import { listenForControl } from '../control.mjs';
import { MongoWireServer } from '../server.mjs';

/** Runs `action` with a server and a connected driver and closes both. */
export async function withServer(action) {
  const server = new MongoWireServer();
  const port = await server.listen();
  const client = new MongoClient(`mongodb://127.0.0.1:${port}`, { serverSelectionTimeoutMS: 3000, appName: 'test' });
  try {
    await action({ server, port, client, traces: client.db('tracellm').collection('traces') });
  } finally {
    await client.close();
    await server.close();
  }
}

/** A function that posts extended JSON to a control port of the server and gives the answer. */
export async function controlOf(server) {
  const control = await listenForControl(server);
  return async (path, body) => {
    const options = body === undefined ? {} : { method: 'POST', body: EJSON.stringify(body, { relaxed: false }) };
    const response = await fetch(`http://127.0.0.1:${control}${path}`, options);
    return EJSON.parse(await response.text());
  };
}
