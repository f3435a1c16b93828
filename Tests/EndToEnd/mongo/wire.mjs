/**
 * MongoDB's wire protocol, the server's side: OP_MSG both ways (manual: MongoDB Wire Protocol), and of OP_QUERY only what a
 * driver's very first message still uses.
 */
import { deserialize, serialize } from 'bson';

const HEADER_BYTES = 16;
const MAX_MESSAGE_BYTES = 48_000_000;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1;
const KNOWN_REQUIRED_FLAGS = 0b11;

/** A message that is not MongoDB's wire protocol: the connection has to be closed. */
export class ProtocolError extends Error {}

/** Joins what a socket delivers into whole messages. */
export class MessageReader {
  #pending = Buffer.alloc(0);

  /** Takes the next bytes; yields every message that is complete with them. */
  *push(bytes) {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    while (this.#pending.length >= HEADER_BYTES) {
      const length = this.#pending.readInt32LE(0);
      if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES) throw new ProtocolError(`message length ${length}`);
      if (this.#pending.length < length) return;
      const message = this.#pending.subarray(0, length);
      this.#pending = this.#pending.subarray(length);
      yield decode(message);
    }
  }
}

/**
 * @returns {{requestId: number, opcode: number, body: object, sequences: Object<string, Buffer[]>, byteLength: number}}
 */
function decode(message) {
  const requestId = message.readInt32LE(4);
  const opcode = message.readInt32LE(12);
  const payload = message.subarray(HEADER_BYTES);
  const decoded = opcode === OP_MSG ? decodeOpMsg(payload) : opcode === OP_QUERY ? decodeOpQuery(payload) : null;
  if (decoded === null) throw new ProtocolError(`opcode ${opcode}`);
  return { requestId, opcode, byteLength: message.length, ...decoded };
}

function decodeOpMsg(payload) {
  const flags = payload.readUInt32LE(0);
  if ((flags & 0xffff & ~KNOWN_REQUIRED_FLAGS) !== 0) throw new ProtocolError(`flag bits ${flags}`);
  const end = payload.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  const sequences = {};
  let body = null;
  let offset = 4;
  while (offset < end) {
    const kind = payload[offset];
    const length = payload.readInt32LE(offset + 1);
    const section = payload.subarray(offset + 1, offset + 1 + length);
    if (kind === 0 && body === null) body = section;
    else if (kind === 1) readSequence(section, sequences);
    else throw new ProtocolError(`section kind ${kind}`);
    offset += 1 + length;
  }
  if (body === null || offset !== end) throw new ProtocolError('sections do not fill the message');
  return { body: readDocument(body), rawBody: body, sequences };
}

function readSequence(section, sequences) {
  const nameEnd = section.indexOf(0, 4);
  const documents = [];
  for (let offset = nameEnd + 1; offset < section.length;) {
    const length = section.readInt32LE(offset);
    documents.push(section.subarray(offset, offset + length));
    offset += length;
  }
  sequences[section.toString('utf8', 4, nameEnd)] = documents;
}

function decodeOpQuery(payload) {
  const nameEnd = payload.indexOf(0, 4);
  const start = nameEnd + 9;
  const rawBody = payload.subarray(start, start + payload.readInt32LE(start));
  const body = readDocument(rawBody);
  const collection = payload.toString('utf8', 4, nameEnd);
  return { body: { ...body, $db: collection.replace(/\.\$cmd$/, '') }, rawBody, sequences: {} };
}

const readDocument = (bytes) => deserialize(bytes, { promoteBuffers: false });

let lastReplyId = 0;

/** The bytes of a reply to a message, in the message's own opcode. */
export function encodeReply(request, reply) {
  const document = serialize(reply, { ignoreUndefined: true });
  const prefix = Buffer.alloc(request.opcode === OP_QUERY ? 20 : 5);
  if (request.opcode === OP_QUERY) prefix.writeInt32LE(1, 16);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32LE(HEADER_BYTES + prefix.length + document.length, 0);
  header.writeInt32LE(++lastReplyId & 0x7fffffff, 4);
  header.writeInt32LE(request.requestId, 8);
  header.writeInt32LE(request.opcode === OP_QUERY ? OP_REPLY : OP_MSG, 12);
  return Buffer.concat([header, prefix, document]);
}
