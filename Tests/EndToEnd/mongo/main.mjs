/**
 * Runs the server, or several that belong together: `node main.mjs [--port N] [--control-port N] [--options JSON]`, all on
 * 127.0.0.1, 0 or none for any free port; the options are those of deployment.mjs. Prints one line of JSON,
 * `{"port": ..., "ports": [...], "controlPort": ...}`, when all are ready. Ends with SIGTERM.
 */
import { parseArgs } from 'node:util';
import { listenForControl } from './control.mjs';
import { Deployment } from './deployment.mjs';

const { values } = parseArgs({
  options: { port: { type: 'string' }, 'control-port': { type: 'string' }, options: { type: 'string' } },
});
const deployment = new Deployment(JSON.parse(values.options ?? '{}'));
await deployment.listen(Number(values.port ?? 0));
const controlPort = await listenForControl(deployment, Number(values['control-port'] ?? 0));
console.log(JSON.stringify({ port: deployment.ports[0], ports: deployment.ports, controlPort }));
