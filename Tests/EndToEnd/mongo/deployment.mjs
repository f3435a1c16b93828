/** What a test runs: one server, or several that belong together, as its options say. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { ReplicaSet } from './replica-set.mjs';
import { MongoWireServer, Storage } from './server.mjs';
import { BalancedMongos, Mongos, Standalone } from './topology.mjs';
import { Users } from './users.mjs';

const ROLES = { standalone: Standalone, mongos: Mongos, loadBalanced: BalancedMongos };

export class Deployment {
  /** The servers; those of a replica set in the order of its members. */
  servers;
  /** The replica set; null for everything else. */
  set = null;
  /** Where they listen: one port for each server, and for all servers behind a load balancer the balancer's. */
  ports = [];
  #balancer = null;
  #closing = [];

  /**
   * @param {object} options
   * @param {'standalone'|'replicaSet'|'mongos'|'loadBalanced'} [options.topology]
   * @param {number} [options.members] how many servers: 3 of a replica set, else 1
   * @param {string[]} [options.states] of a replica set: each member's state at the start; the first is the primary
   * @param {string[]} [options.advertised] of a replica set: what the members call themselves, where it is not their address
   * @param {object[]} [options.users] who may log in (users.mjs); without any, nobody has to
   * @param {{certificateKeyFile: string, caFile?: string, requiresClientCertificate?: boolean}} [options.tls] PEM files; with a
   * caFile, clients are asked for a certificate of theirs
   * @param {string[]} [options.compressors] `['zlib']` or none
   */
  constructor({ topology = 'standalone', members, states = [], advertised, users, tls, compressors } = {}) {
    const memberCount = members ?? (topology === 'replicaSet' ? 3 : 1);
    if (topology === 'replicaSet') this.set = new ReplicaSet({ memberCount });
    this.advertised = advertised;
    this.states = states;
    const createListener = listenerFor(tls);
    const shared = { users: new Users(users), storage: new Storage(), compressors, createListener };
    this.servers = Array.from({ length: memberCount }, (_, at) =>
      new MongoWireServer({ ...shared, topology: this.set?.members[at] ?? new ROLES[topology]() }));
    if (topology === 'loadBalanced') this.#balancer = createListener(balance(this.servers));
  }

  /** Listens on the port given, the servers after the first on any. */
  async listen(port = 0) {
    if (this.#balancer !== null) {
      await new Promise((resolve) => this.#balancer.listen(port, '127.0.0.1', resolve));
      this.ports = [this.#balancer.address().port];
      return;
    }

    for (const [at, server] of this.servers.entries()) this.ports.push(await server.listen(at === 0 ? port : 0));
    if (this.set === null) return;
    for (const [at, member] of this.set.members.entries()) {
      member.address = this.advertised?.[at] ?? `127.0.0.1:${this.ports[at]}`;
      member.state = this.states[at] ?? 'secondary';
    }
    const first = this.set.members[0];
    if (this.states[0] === undefined || this.states[0] === 'primary') this.set.elect(first);
  }

  /** Ends one server as a crash does. Was it the primary, another is elected after the time; null: none is. */
  async kill(at, { electAfterMs = 0 } = {}) {
    await this.servers[at].close();
    if (this.set === null) return;
    const member = this.set.members[at];
    if (member.state === 'primary') this.set.stepDown({ state: 'down', electAfterMs });
    else this.set.change(member, { state: 'down' });
  }

  /** Starts it again where it was. */
  async restart(at) {
    this.servers[at].topology.restarted();
    this.servers[at].cursors.forget();
    await this.servers[at].listen(this.ports[at]);
    this.set?.change(this.set.members[at], { state: 'secondary' });
  }

  /** Adds something to end with the servers. */
  whenClosed(action) {
    this.#closing.push(action);
  }

  async close() {
    for (const action of this.#closing) action();
    if (this.#balancer !== null) {
      const ended = new Promise((resolve) => this.#balancer.close(resolve));
      for (const server of this.servers) for (const session of server.sessions) session.socket.destroy();
      await ended;
      return;
    }
    await Promise.all(this.servers.map((server) => server.close()));
  }
}

function listenerFor(tls) {
  if (tls === undefined) return createServer;
  const pem = readFileSync(tls.certificateKeyFile);
  const options = { key: pem, cert: pem };
  if (tls.caFile) {
    const rejectUnauthorized = tls.requiresClientCertificate === true;
    Object.assign(options, { ca: readFileSync(tls.caFile), requestCert: true, rejectUnauthorized });
  }
  return (onConnection) => createTlsServer(options, onConnection);
}

/** Gives connections to the servers in turn, as a load balancer does. */
function balance(servers) {
  let next = 0;
  return (socket) => servers[next++ % servers.length].accept(socket);
}
