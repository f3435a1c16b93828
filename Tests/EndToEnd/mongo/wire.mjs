/**
 * MongoDB's wire protocol, the server's side: OP_MSG both ways (manual: MongoDB Wire Protocol), compressed or not, and of
 * OP_QUERY only what a driver's very first message still uses.
 */
import { deflateSync, inflateSync } from 'node:zlib';
import { deserialize, serialize } from 'bson';

const HEADER_BYTES = 16;
const MAX_MESSAGE_BYTES = 48_000_000;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_COMPRESSED = 2012;
const OP_MSG = 2013;
const COMPRESSED_PREFIX_BYTES = 9;
const ZLIB = 2;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
const EXHAUST_ALLOWED = 1 << 16;
const KNOWN_REQUIRED_FLAGS = 0b11;

/** A message that is not MongoDB's wire protocol: the connection has to be closed. */
export class ProtocolError extends Error {}

/** The first bytes of TLS: a handshake record, a version, a length, a client's hello (RFC 8446 section 5.1). */
const isTls = (bytes) => bytes[0] === 0x16 && bytes[1] === 3 && bytes[2] <= 4 && bytes[5] === 1;

/** Joins what a socket delivers into whole messages. */
export class MessageReader {
  #pending = Buffer.alloc(0);
  #isFirst = true;

  /** Takes the next bytes; yields every message that is complete with them. */
  *push(bytes) {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    while (this.#pending.length >= HEADER_BYTES) {
      const length = this.#pending.readInt32LE(0);
      if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES) throw new ProtocolError(`message length ${length}`);
      if (this.#isFirst && isTls(this.#pending)) throw new ProtocolError('TLS to a server without');
      this.#isFirst = false;
      if (this.#pending.length < length) return;
      const message = this.#pending.subarray(0, length);
      this.#pending = this.#pending.subarray(length);
      yield decode(message);
    }
  }
}

/**
 * @returns {{requestId: number, opcode: number, isCompressed: boolean, isExhaustAllowed: boolean, body: object,
 * rawBody: Buffer, sequences: Object<string, Buffer[]>, byteLength: number}} the opcode is that of what was compressed
 */
function decode(message) {
  const outer = { opcode: message.readInt32LE(12), payload: message.subarray(HEADER_BYTES) };
  const isCompressed = outer.opcode === OP_COMPRESSED;
  const { opcode, payload } = isCompressed ? decompress(outer.payload) : outer;
  const decoded = opcode === OP_MSG ? decodeOpMsg(payload) : opcode === OP_QUERY ? decodeOpQuery(payload) : null;
  if (decoded === null) throw new ProtocolError(`opcode ${opcode}`);
  return { requestId: message.readInt32LE(4), opcode, isCompressed, byteLength: message.length, ...decoded };
}

/** Only zlib, and only where the length that it gives is the one announced. */
function decompress(compressed) {
  const opcode = compressed.readInt32LE(0);
  const length = compressed.readInt32LE(4);
  if (compressed[8] !== ZLIB) throw new ProtocolError(`compressor ${compressed[8]}`);
  if (length < 0 || length > MAX_MESSAGE_BYTES) throw new ProtocolError(`uncompressed length ${length}`);
  let payload;
  try {
    payload = inflateSync(compressed.subarray(COMPRESSED_PREFIX_BYTES), { maxOutputLength: Math.max(1, length) });
  } catch (error) {
    throw new ProtocolError(`compressed data: ${error.message}`);
  }
  if (payload.length !== length) throw new ProtocolError(`uncompressed length ${length}, in fact ${payload.length}`);
  return { opcode, payload };
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
  return { body: readDocument(body), rawBody: body, sequences, isExhaustAllowed: (flags & EXHAUST_ALLOWED) !== 0 };
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
  return { body: { ...body, $db: collection.replace(/\.\$cmd$/, '') }, rawBody, sequences: {}, isExhaustAllowed: false };
}

const readDocument = (bytes) => deserialize(bytes, { promoteBuffers: false });

let lastReplyId = 0;

/**
 * The bytes of a reply to a message, in the message's own opcode, and compressed if it was.
 * @param {{responseTo?: number, hasMore?: boolean}} options a further reply to the same message answers the one before it
 * @returns {{id: number, bytes: Buffer}}
 */
export function encodeReply(request, reply, { responseTo = request.requestId, hasMore = false } = {}) {
  const isQuery = request.opcode === OP_QUERY;
  const prefix = Buffer.alloc(isQuery ? 20 : 5);
  if (isQuery) prefix.writeInt32LE(1, 16);
  else prefix.writeUInt32LE(hasMore ? MORE_TO_COME : 0, 0);
  const plain = { opcode: isQuery ? OP_REPLY : OP_MSG, payload: Buffer.concat([prefix, serialize(reply, { ignoreUndefined: true })]) };
  const { opcode, payload } = request.isCompressed ? compress(plain) : plain;
  const id = ++lastReplyId & 0x7fffffff;
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32LE(HEADER_BYTES + payload.length, 0);
  header.writeInt32LE(id, 4);
  header.writeInt32LE(responseTo, 8);
  header.writeInt32LE(opcode, 12);
  return { id, bytes: Buffer.concat([header, payload]) };
}

function compress({ opcode, payload }) {
  const prefix = Buffer.alloc(COMPRESSED_PREFIX_BYTES);
  prefix.writeInt32LE(opcode, 0);
  prefix.writeInt32LE(payload.length, 4);
  prefix[8] = ZLIB;
  return { opcode: OP_COMPRESSED, payload: Buffer.concat([prefix, deflateSync(payload)]) };
}
