/** What the tests share: running servers, the official driver on them, plain requests to their control port. */
import { once } from 'node:events';
import { EJSON } from 'bson';
import { MongoClient } from 'mongodb';
import { listenForControl } from '../control.mjs';
import { Deployment } from '../deployment.mjs';

const CLIENT_OPTIONS = { serverSelectionTimeoutMS: 3000, appName: 'test' };
const CAP_MS = 30_000;

/** Runs `action` with a server and a connected driver and closes both. */
export function withServer(action) {
  return withDeployment({}, async (deployment, connect) => {
    const [port] = deployment.ports;
    const client = connect();
    await action({ deployment, server: deployment.servers[0], port, client, traces: tracesOf(client) });
  });
}

/**
 * Runs `action(deployment, connect)` with the servers that the options describe (deployment.mjs) and closes them. `connect`
 * gives a driver: it takes what stands between `mongodb://` and the addresses, what stands behind them, and more options.
 */
export async function withDeployment(options, action) {
  const deployment = new Deployment(options);
  const clients = [];
  const connect = (query = '', { login = '', ...more } = {}) => {
    const addresses = deployment.ports.map((port) => `127.0.0.1:${port}`).join(',');
    const client = new MongoClient(`mongodb://${login}${addresses}/${query}`, { ...CLIENT_OPTIONS, ...more });
    clients.push(client);
    return client;
  };
  try {
    await deployment.listen();
    await action(deployment, connect);
  } finally {
    await Promise.all(clients.map((client) => client.close()));
    await deployment.close();
  }
}

/** Why the driver's first attempt to reach a server failed. */
export async function failureOf(client) {
  client.connect().catch(() => {}); // It goes on trying until it is closed.
  const [{ failure }] = await once(client, 'serverHeartbeatFailed', { signal: AbortSignal.timeout(CAP_MS) });
  return failure;
}

/** Waits for something that the driver does by itself. */
export async function until(condition) {
  const end = Date.now() + CAP_MS;
  while (!condition()) {
    if (Date.now() > end) throw new Error('what was waited for did not happen');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** The collection that all tests use. */
export const tracesOf = (client) => client.db('tracellm').collection('traces');

/** A function that posts extended JSON to a control port of the servers and gives the answer. */
export async function controlOf(deployment) {
  const control = await listenForControl(deployment);
  return async (path, body) => {
    const options = body === undefined ? {} : { method: 'POST', body: EJSON.stringify(body, { relaxed: false }) };
    const response = await fetch(`http://127.0.0.1:${control}${path}`, options);
    const answer = EJSON.parse(await response.text());
    if (!response.ok) throw new Error(answer.error);
    return answer;
  };
}
