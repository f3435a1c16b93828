/** Open cursors: rows that did not fit into a reply, kept until they are fetched or killed. */
import { Long } from 'bson';
import { CommandError } from './errors.mjs';

const DEFAULT_FIRST_BATCH = 101;
const MAX_REPLY_ROWS = 100_000;

export class Cursors {
  #open = new Map();
  #lastId = 7_000_000_000;

  /** The reply to a command that answers with a cursor; rows beyond the first batch stay here. */
  first(namespace, rows, batchSize = DEFAULT_FIRST_BATCH) {
    const firstBatch = rows.slice(0, batchSize);
    const rest = rows.slice(batchSize);
    const id = rest.length === 0 ? 0 : ++this.#lastId;
    if (id !== 0) this.#open.set(id, { namespace, rest });
    return { cursor: { firstBatch, id: Long.fromNumber(id), ns: namespace }, ok: 1 };
  }

  /** The reply to getMore. */
  next(id, batchSize) {
    const number = Number(id);
    const cursor = this.#open.get(number);
    if (cursor === undefined) throw new CommandError(43, `cursor id ${number} not found`);
    const nextBatch = cursor.rest.splice(0, batchSize ?? MAX_REPLY_ROWS);
    const isDone = cursor.rest.length === 0;
    if (isDone) this.#open.delete(number);
    return { cursor: { nextBatch, id: Long.fromNumber(isDone ? 0 : number), ns: cursor.namespace }, ok: 1 };
  }

  /** The reply to killCursors. */
  kill(ids) {
    const numbers = ids.map(Number);
    const killed = numbers.filter((id) => this.#open.delete(id));
    const unknown = numbers.filter((id) => !killed.includes(id));
    const longs = (list) => list.map((id) => Long.fromNumber(id));
    return { cursorsKilled: longs(killed), cursorsNotFound: longs(unknown), cursorsAlive: [], cursorsUnknown: [], ok: 1 };
  }

  get openCount() {
    return this.#open.size;
  }
}
