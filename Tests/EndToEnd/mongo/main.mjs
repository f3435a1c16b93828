/**
 * Runs the server: `node main.mjs [--port N] [--control-port N]`, both on 127.0.0.1, 0 or none for any free port. Prints one
 * line of JSON, `{"port": ..., "controlPort": ...}`, when both are ready. Ends with SIGTERM.
 */
import { parseArgs } from 'node:util';
import { listenForControl } from './control.mjs';
import { MongoWireServer } from './server.mjs';

const { values } = parseArgs({ options: { port: { type: 'string' }, 'control-port': { type: 'string' } } });
const server = new MongoWireServer();
const port = await server.listen(Number(values.port ?? 0));
const controlPort = await listenForControl(server, Number(values['control-port'] ?? 0));
console.log(JSON.stringify({ port, controlPort }));
