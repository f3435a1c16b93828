/** One client's connection: messages in, commands run in their order, replies out. */
import { runCommand } from './commands.mjs';
import { CommandError } from './errors.mjs';
import { MessageReader, ProtocolError, encodeReply } from './wire.mjs';

export class Session {
  #reader = new MessageReader();
  #queue = Promise.resolve();

  /**
   * @param {number} id the connection's number, as hello tells it
   * @param {import('node:net').Socket} socket
   * @param {import('./server.mjs').MongoWireServer} server
   */
  constructor(id, socket, server) {
    this.id = id;
    this.server = server;
    this.socket = socket;
    /** The application's name, else the driver's, from the first hello. */
    this.clientName = '';
    socket.on('data', (bytes) => this.#receive(bytes));
    socket.on('error', () => socket.destroy());
  }

  /** Keeps the name by which a client introduces itself. */
  introduce(client) {
    if (client) this.clientName = client.application?.name ?? client.driver?.name ?? '';
  }

  #receive(bytes) {
    if (this.server.faults.isBlackHole) return;
    try {
      for (const request of this.#reader.push(bytes)) {
        this.#queue = this.#queue.then(() => this.#answer(request)).catch(() => this.socket.destroy());
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.server.protocolErrors.push(error.message);
      this.socket.destroy();
    }
  }

  async #answer(message) {
    const name = Object.keys(message.body)[0];
    const request = { ...message, name };
    this.server.log.add(request, this);
    const reply = await this.#run(request);
    if (reply === null || this.server.faults.isBlackHole) return;
    if (!this.socket.destroyed) this.socket.write(encodeReply(message, reply));
  }

  /** The reply's document, a CommandError as one too; null when the connection was cut on purpose. */
  async #run(request) {
    try {
      if (await this.server.faults.apply(request) === 'close') {
        this.socket.destroy();
        return null;
      }
      const reply = runCommand(request, this);
      this.introduceByHello(request);
      return reply;
    } catch (error) {
      return (error instanceof CommandError ? error : new CommandError(8, `internal: ${error.stack}`)).toReply();
    }
  }

  /** The log entry of the first hello is written before its client is known. */
  introduceByHello(request) {
    if (request.body.client) this.server.log.nameLast(this);
  }
}
