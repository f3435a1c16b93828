/** The server: listens, gives every connection a session, holds what they share. */
import { createServer } from 'node:net';
import { Cursors } from './cursors.mjs';
import { Databases } from './database.mjs';
import { CommandLog, Faults } from './faults.mjs';
import { Oplog } from './oplog.mjs';
import { Session } from './session.mjs';
import { Standalone } from './topology.mjs';
import { Users } from './users.mjs';

/** What the members of a replica set have in common: everything that is stored. */
export class Storage {
  oplog = new Oplog();
  databases = new Databases(this.oplog);
  /** Replies to writes by session and number: a driver that tries one again gets the first's (specifications, retryable writes). */
  writes = new Map();
}

export class MongoWireServer {
  cursors = new Cursors();
  faults = new Faults();
  log = new CommandLog();
  sessions = new Set();
  /** Why connections were cut: what clients sent that is not the wire protocol. */
  protocolErrors = [];
  #listener;
  /** Every socket, those too that are still in their TLS handshake. */
  #sockets = new Set();
  #lastConnection = 0;

  /**
   * @param {{topology?: import('./topology.mjs').Topology, createListener?: typeof createServer, users?: Users,
   * storage?: Storage, compressors?: string[]}} options the parts that differ from a plain standalone: what hello says, how
   * bytes arrive (`tls.createServer` with its options bound is one), who may log in, what is shared with other servers
   */
  constructor({ topology = new Standalone(), createListener = createServer, users = new Users(), storage = new Storage(),
    compressors = [] } = {}) {
    Object.assign(this, { topology, users, compressors, ...storage });
    this.#listener = createListener((socket) => this.accept(socket));
    this.#listener.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** Listens on 127.0.0.1; returns the port. */
  listen(port = 0) {
    return new Promise((resolve, reject) => {
      this.#listener.once('error', reject);
      this.#listener.listen(port, '127.0.0.1', () => resolve(this.#listener.address().port));
    });
  }

  /** Stops listening and cuts every connection; it can listen again. */
  close() {
    for (const session of this.sessions) session.socket.destroy();
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#listener.close(resolve));
  }

  /** Takes a connection that was accepted elsewhere. */
  accept(socket) {
    socket.setNoDelay(true);
    const session = new Session(++this.#lastConnection, socket, this);
    this.sessions.add(session);
    socket.on('close', () => this.sessions.delete(session));
  }
}
