/** The cursor of a `$changeStream` (manual: Change Streams): follows the oplog from a point on. */
import { Long, Timestamp } from 'bson';
import { runPipeline } from './engine.mjs';
import { CommandError } from './errors.mjs';
import { TOKEN_OF_EVENT, TOKEN_OF_INVALIDATE, TOKEN_OF_TIME, readToken, tokenOf } from './oplog.mjs';

const DEFAULT_BATCH = 101;
/** How long a getMore without maxTimeMS waits for an event. */
const DEFAULT_WAIT_MS = 1000;
const STAGE_OPTIONS = ['resumeAfter', 'startAfter', 'startAtOperationTime', 'fullDocument', 'fullDocumentBeforeChange',
  'showExpandedEvents'];

export const isChangeStream = (pipeline) => pipeline?.[0]?.$changeStream !== undefined;

export class ChangeStream {
  #oplog;
  #database;
  #collection;
  #stages;
  #time;
  #ended = new AbortController();
  #isKilled = false;
  #isInvalid = false;
  /** Events that are through the pipeline and did not fit into a batch yet. */
  #pending = [];
  #token;

  /** @param {object} body the aggregate command; `aggregate: 1` follows the whole database */
  constructor(body, { topology, oplog }) {
    if (!topology.hasOplog) throw new CommandError(40573, 'The $changeStream stage is only supported on replica sets');
    const [{ $changeStream: options }, ...stages] = body.pipeline;
    const unknown = Object.keys(options).find((name) => !STAGE_OPTIONS.includes(name));
    if (unknown) throw new CommandError(40415, `BSON field '$changeStream.${unknown}' is an unknown field.`);
    this.#oplog = oplog;
    this.#database = body.$db;
    this.#collection = body.aggregate === 1 ? null : body.aggregate;
    this.#stages = stages;
    this.#time = startTime(options, oplog);
    this.#token = tokenOf(this.#time, TOKEN_OF_TIME);
    if (!oplog.reachesBackTo(this.#time)) {
      throw new CommandError(286, 'Resume of change stream was not possible, as the resume point may no longer be in the oplog.');
    }
  }

  /** `{rows, token, isOpen}`: what there is, without waiting. */
  first(batchSize) {
    return this.#take(batchSize);
  }

  /** The same, once there is something or the time is over. */
  async next(batchSize, waitMs = DEFAULT_WAIT_MS, signal) {
    const end = Date.now() + waitMs;
    const either = AbortSignal.any([signal, this.#ended.signal]);
    for (;;) {
      const batch = this.#take(batchSize);
      const left = end - Date.now();
      if (batch.rows.length > 0 || !batch.isOpen || left <= 0 || either.aborted) return batch;
      await this.#oplog.waitForChange(left, either);
      if (this.#isKilled) throw new CommandError(237, 'operation was interrupted because its cursor was killed');
    }
  }

  /** Whoever waits is told that the cursor was killed. */
  kill() {
    this.#isKilled = true;
    this.#ended.abort();
  }

  /** Whoever waits is sent what there is. */
  release() {
    this.#ended.abort();
  }

  #take(batchSize = DEFAULT_BATCH) {
    if (!this.#oplog.reachesBackTo(this.#time)) {
      throw new CommandError(136, 'CollectionScan died due to position in capped collection being deleted.');
    }

    while (this.#pending.length < batchSize && !this.#isInvalid) {
      const entry = this.#oplog.after(this.#time);
      if (entry === null) break;
      this.#time = entry.time;
      if (this.#concerns(entry)) this.#offer(entry);
    }
    const taken = this.#pending.splice(0, batchSize);
    const isDrained = this.#pending.length === 0 && !this.#isInvalid;
    if (taken.length > 0) this.#token = taken.at(-1).token;
    if (isDrained && this.#time.greaterThan(readToken(this.#token).time)) this.#token = tokenOf(this.#time, TOKEN_OF_TIME);
    return {
      rows: taken.flatMap(({ row }) => row),
      token: this.#token,
      isOpen: !this.#isInvalid || this.#pending.length > 0,
    };
  }

  #concerns(entry) {
    return entry.database === this.#database && (this.#collection === null || entry.collection === this.#collection);
  }

  /** A stream of one collection ends with the collection. */
  #offer(entry) {
    const { time, wallTime } = entry;
    const head = (operationType, kind) => ({ _id: tokenOf(time, kind), operationType, clusterTime: time, wallTime });
    this.#pass({ ...head(entry.operationType, TOKEN_OF_EVENT), ...detailsOf(entry) });
    if (this.#collection !== null && entry.operationType !== 'insert' && entry.operationType !== 'delete') {
      this.#pass(head('invalidate', TOKEN_OF_INVALIDATE));
      this.#isInvalid = true;
    }
  }

  #pass(event) {
    const token = event._id;
    const row = this.#stages.length === 0 ? [event] : runPipeline([event], this.#stages);
    if (row.some((document) => document._id?._data !== token._data)) {
      throw new CommandError(280, 'Encountered an event whose _id field, which contains the resume token, was modified by the '
        + 'pipeline. Modifying the _id field of an event makes it impossible to resume the stream from that point.');
    }
    this.#pending.push({ row, token });
  }
}

function startTime({ resumeAfter, startAfter, startAtOperationTime }, oplog) {
  if (startAtOperationTime) return new Timestamp(startAtOperationTime.sub(Long.ONE));
  if (!resumeAfter && !startAfter) return oplog.time;
  const { time, kind } = readToken(resumeAfter ?? startAfter);
  if (resumeAfter && kind === TOKEN_OF_INVALIDATE) {
    throw new CommandError(260, "Attempting to resume a change stream using 'resumeAfter' is not allowed from an invalidate "
      + 'notification.');
  }
  return time;
}

function detailsOf({ database, collection, operationType, document, to }) {
  const ns = { db: database, coll: collection };
  switch (operationType) {
    case 'insert': return { fullDocument: document, ns, documentKey: { _id: document._id } };
    case 'delete': return { ns, documentKey: { _id: document._id } };
    case 'rename': return { ns, to: { db: database, coll: to } };
    default: return { ns };
  }
}
