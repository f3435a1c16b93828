/** What was written, in order: what change streams read. */
import { Timestamp } from 'bson';
import { Bell } from './bell.mjs';
import { CommandError } from './errors.mjs';

const MAX_ENTRIES = 100_000;
const MS_PER_SECOND = 1000;

/** How a resume token ends: it stands for a time, for an event, or for the end of a stream. */
export const TOKEN_OF_TIME = '00';
export const TOKEN_OF_EVENT = '04';
export const TOKEN_OF_INVALIDATE = '08';

export class Oplog {
  #entries = [];
  #bell = new Bell();
  #seconds = Math.floor(Date.now() / MS_PER_SECOND);
  #increment = 1;
  /** The time of the newest entry that is forgotten. */
  #floor = this.time;

  /** The time of the newest entry; every entry has its own. */
  get time() {
    return new Timestamp({ t: this.#seconds, i: this.#increment });
  }

  append(change) {
    const seconds = Math.floor(Date.now() / MS_PER_SECOND);
    this.#increment = seconds > this.#seconds ? 1 : this.#increment + 1;
    this.#seconds = Math.max(seconds, this.#seconds);
    this.#entries.push({ ...change, time: this.time, wallTime: new Date() });
    if (this.#entries.length > MAX_ENTRIES) this.forget(MAX_ENTRIES / 2);
    this.#bell.ring();
  }

  /** Forgets the oldest entries, as a capped collection does; all of them when no count is given. */
  forget(count = this.#entries.length) {
    const forgotten = this.#entries.splice(0, count);
    if (forgotten.length > 0) this.#floor = forgotten.at(-1).time;
  }

  /** Whether everything after a time is still here. */
  reachesBackTo(time) {
    return time.greaterThanOrEqual(this.#floor);
  }

  /** The first entry after a time, or null. */
  after(time) {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#entries[middle].time.greaterThan(time)) high = middle;
      else low = middle + 1;
    }
    return this.#entries[low] ?? null;
  }

  waitForChange(milliseconds, signal) {
    return this.#bell.wait(milliseconds, signal);
  }
}

const hex = (number) => number.toString(16).padStart(8, '0');

/** The resume token of a time; clients may keep it and give it back, and nothing else. */
export function tokenOf(time, kind) {
  return { _data: `82${hex(time.t)}${hex(time.i)}${kind}`.toUpperCase() };
}

/** The time that a resume token stands for, and how it ends. */
export function readToken(token) {
  const found = /^82([0-9A-F]{8})([0-9A-F]{8})(00|04|08)$/.exec(token?._data ?? '');
  if (found === null) throw new CommandError(260, 'Invalid resume token');
  return { time: new Timestamp({ t: parseInt(found[1], 16), i: parseInt(found[2], 16) }), kind: found[3] };
}
