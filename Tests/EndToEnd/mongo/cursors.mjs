/** Open cursors: rows that did not fit into a reply, and change streams, kept until they end or are killed. */
import { Long } from 'bson';
import { CommandError } from './errors.mjs';

const DEFAULT_FIRST_BATCH = 101;
const MAX_REPLY_ROWS = 100_000;

/** Over all servers of the process, so that a cursor of one is never taken for one of another. */
let lastId = 7_000_000_000;

export class Cursors {
  #open = new Map();

  /** The reply to a command that answers with a cursor; rows beyond the first batch stay here. */
  first(namespace, rows, batchSize = DEFAULT_FIRST_BATCH) {
    const firstBatch = rows.slice(0, batchSize);
    const rest = new Rest(rows.slice(batchSize));
    const id = rest.isEmpty ? 0 : this.#keep(namespace, rest);
    return { cursor: { firstBatch, id: Long.fromNumber(id), ns: namespace }, ok: 1 };
  }

  /** The reply to an aggregate that opens a change stream. */
  follow(namespace, stream, batchSize) {
    const { rows, token, isOpen } = stream.first(batchSize);
    const id = isOpen ? this.#keep(namespace, stream) : 0;
    return { cursor: { firstBatch: rows, postBatchResumeToken: token, id: Long.fromNumber(id), ns: namespace }, ok: 1 };
  }

  /** The reply to getMore; a change stream waits for an event until the time is over or the signal aborts. */
  async next(id, { batchSize, maxTimeMS, signal }) {
    const number = Number(id);
    const cursor = this.#open.get(number);
    if (cursor === undefined) throw new CommandError(43, `cursor id ${number} not found`);
    if (maxTimeMS !== undefined && !this.isChangeStream(id)) {
      throw new CommandError(2, 'cannot set maxTimeMS on getMore command for a non-awaitData cursor');
    }
    const { rows, token, isOpen } = await this.#advance(number, () => cursor.source.next(batchSize, maxTimeMS, signal));
    if (!isOpen) this.#open.delete(number);
    return {
      cursor: { nextBatch: rows, postBatchResumeToken: token, id: Long.fromNumber(isOpen ? number : 0), ns: cursor.namespace },
      ok: 1,
    };
  }

  /** The reply to killCursors. */
  kill(ids) {
    const numbers = ids.map(Number);
    const killed = numbers.filter((id) => this.#remove(id));
    const unknown = numbers.filter((id) => !killed.includes(id));
    const longs = (list) => list.map((id) => Long.fromNumber(id));
    return { cursorsKilled: longs(killed), cursorsNotFound: longs(unknown), cursorsAlive: [], cursorsUnknown: [], ok: 1 };
  }

  /** Forgets all of them, as they time out when nobody asks for long. */
  forget() {
    for (const { source } of this.#open.values()) source.release();
    this.#open.clear();
  }

  get openCount() {
    return this.#open.size;
  }

  isChangeStream(id) {
    const cursor = this.#open.get(Number(id));
    return cursor !== undefined && !(cursor.source instanceof Rest);
  }

  #keep(namespace, source) {
    this.#open.set(++lastId, { namespace, source });
    return lastId;
  }

  #remove(number) {
    this.#open.get(number)?.source.kill();
    return this.#open.delete(number);
  }

  /** A cursor that failed is gone. */
  async #advance(number, action) {
    try {
      return await action();
    } catch (error) {
      this.#open.delete(number);
      throw error;
    }
  }
}

/** Rows that wait to be fetched. */
class Rest {
  #rows;

  constructor(rows) {
    this.#rows = rows;
  }

  get isEmpty() {
    return this.#rows.length === 0;
  }

  next(batchSize = MAX_REPLY_ROWS) {
    const rows = this.#rows.splice(0, batchSize);
    return { rows, isOpen: !this.isEmpty };
  }

  kill() {}

  release() {}
}
