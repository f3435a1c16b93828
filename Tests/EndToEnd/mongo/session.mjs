/** One client's connection: messages in, commands run in their order, replies out. */
import { calculateObjectSize } from 'bson';
import { runCommand } from './commands.mjs';
import { CommandError } from './errors.mjs';
import { requirePermission } from './login.mjs';
import { MessageReader, ProtocolError, encodeReply } from './wire.mjs';

const MAX_CLIENT_BYTES = 512;
/** Errors of a change stream after which it can be taken up again elsewhere (MongoDB specifications, change streams). */
const RESUMABLE_CODES = [6, 7, 63, 89, 91, 133, 150, 189, 234, 262, 9001, 10107, 11600, 11602, 13388, 13435, 13436];
/** The same for a write that carries a number (MongoDB specifications, retryable writes). */
const RETRYABLE_CODES = [6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436];

export class Session {
  #reader = new MessageReader();
  #queue = Promise.resolve();
  #ended = new AbortController();
  #isIntroduced = false;

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
    /** Who has logged in, and the login under way. */
    this.user = null;
    this.exchange = null;
    /** The names of the compressors that both sides have. */
    this.compressors = [];
    socket.on('data', (bytes) => this.#receive(bytes));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#ended.abort());
  }

  /** Aborts with the connection. */
  get ended() {
    return this.#ended.signal;
  }

  /** Of the client's certificate: the subject as RFC 2253 writes it, its parts from the last to the first; null without one. */
  get certificateSubject() {
    const subject = this.socket.authorized ? this.socket.getPeerCertificate().subject : null;
    return subject ? Object.entries(subject).reverse().map(([name, value]) => `${name}=${value}`).join(',') : null;
  }

  /** Keeps the name by which a client introduces itself, once and briefly (MongoDB specifications, mongodb-handshake). */
  introduce(client) {
    if (!client) return;
    if (this.#isIntroduced) throw new CommandError(186, 'The client metadata document may only be sent in the first hello');
    const byteCount = calculateObjectSize(client);
    if (byteCount > MAX_CLIENT_BYTES) {
      throw new CommandError(185, `The client metadata document must be less then or equal to ${MAX_CLIENT_BYTES} bytes`);
    }
    this.#isIntroduced = true;
    this.clientName = client.application?.name ?? client.driver?.name ?? '';
  }

  #receive(bytes) {
    if (this.server.faults.isBlackHole) return;
    try {
      for (const request of this.#reader.push(bytes)) {
        if (request.isCompressed && !this.compressors.includes('zlib')) throw new ProtocolError('compression was not agreed on');
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
    if (reply === null) return;
    // A client that lets the server send hello after hello asks for no more: it gets them until the connection ends.
    const hasMore = message.isExhaustAllowed && message.body.topologyVersion !== undefined && reply.ok === 1;
    let id = this.#send(message, reply, { hasMore });
    for (let last = reply; hasMore && !this.ended.aborted;) {
      last = await this.#run({ ...request, body: { ...request.body, topologyVersion: last.topologyVersion } });
      if (last === null) return;
      id = this.#send(message, last, { responseTo: id, hasMore: last.ok === 1 });
      if (last.ok !== 1) return;
    }
  }

  #send(message, reply, options) {
    const { id, bytes } = encodeReply(message, reply, options);
    if (!this.server.faults.isBlackHole && !this.socket.destroyed) this.socket.write(bytes);
    return id;
  }

  /** The reply's document, a CommandError as one too; null when the connection was cut on purpose. */
  async #run(request) {
    const isFollowing = request.name === 'getMore' && this.server.cursors.isChangeStream(request.body.getMore);
    try {
      if (await this.server.faults.apply(request) === 'close') {
        this.socket.destroy();
        return null;
      }
      requirePermission(request, this);
      this.server.topology.check(request);
      const reply = await runCommand(request, this);
      this.introduceByHello(request);
      return this.#withTime(reply);
    } catch (error) {
      const known = error instanceof CommandError ? error : new CommandError(8, `internal: ${error.stack}`);
      if (request.body.txnNumber !== undefined && RETRYABLE_CODES.includes(known.code)) known.labels.push('RetryableWriteError');
      if (isFollowing && RESUMABLE_CODES.includes(known.code)) known.labels.push('ResumableChangeStreamError');
      return this.#withTime(known.toReply());
    }
  }

  /** Servers with an oplog tell its time in every reply; a change stream can begin there. */
  #withTime(reply) {
    return this.server.topology.hasOplog ? { ...reply, operationTime: this.server.oplog.time } : reply;
  }

  /** The log entry of the first hello is written before its client is known. */
  introduceByHello(request) {
    if (request.body.client) this.server.log.nameLast(this);
  }
}
