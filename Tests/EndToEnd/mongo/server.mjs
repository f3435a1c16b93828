/** The server: listens, gives every connection a session, holds what they share. */
import { createServer } from 'node:net';
import { Cursors } from './cursors.mjs';
import { Databases } from './database.mjs';
import { CommandLog, Faults } from './faults.mjs';
import { Session } from './session.mjs';
import { Standalone } from './topology.mjs';

export class MongoWireServer {
  databases = new Databases();
  cursors = new Cursors();
  faults = new Faults();
  log = new CommandLog();
  sessions = new Set();
  /** Why connections were cut: what clients sent that is not the wire protocol. */
  protocolErrors = [];
  #listener;
  #lastConnection = 0;

  /**
   * @param {{topology?: {describe(): object}, createListener?: typeof createServer}} options the parts that an extension
   * replaces: what hello says, and how bytes arrive (`tls.createServer` with its options bound is one)
   */
  constructor({ topology = new Standalone(), createListener = createServer } = {}) {
    this.topology = topology;
    this.#listener = createListener((socket) => this.#accept(socket));
  }

  /** Listens on 127.0.0.1; returns the port. */
  listen(port = 0) {
    return new Promise((resolve, reject) => {
      this.#listener.once('error', reject);
      this.#listener.listen(port, '127.0.0.1', () => resolve(this.#listener.address().port));
    });
  }

  /** Adds something to end with the server. */
  whenClosed(action) {
    this.#listener.once('close', action);
  }

  /** Stops listening and cuts every connection. */
  close() {
    for (const session of this.sessions) session.socket.destroy();
    return new Promise((resolve) => this.#listener.close(resolve));
  }

  #accept(socket) {
    socket.setNoDelay(true);
    const session = new Session(++this.#lastConnection, socket, this);
    this.sessions.add(session);
    socket.on('close', () => this.sessions.delete(session));
  }
}
