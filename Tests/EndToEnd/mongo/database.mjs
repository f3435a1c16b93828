/** Databases and collections in memory. */
import { Double, Long, ObjectId, deserialize, serialize } from 'bson';
import { CommandError } from './errors.mjs';

/** The fields of the traces collection that the backend indexes, each by itself and none unique. */
const TRACE_INDEXES = ['trace_id', 'created_at', 'status', 'model_name', 'project_id', 'environment'];

/** One collection: documents in the order of insertion, found by _id. */
export class Collection {
  documents = [];
  #byId = new Map();
  #numberTypes = new Map();
  #report;

  /** @param {(operationType: string, document: object) => void} report told of every change */
  constructor(name, report) {
    this.name = name;
    this.#report = report;
    this.indexes = [indexOn('_id', '_id_')];
    if (name === 'traces') this.indexes.push(...TRACE_INDEXES.map((field) => indexOn(field, `${field}_1`)));
  }

  /** Inserts one document given as BSON; an _id that is stored already is refused (code 11000). */
  insert(bytes) {
    let document = deserialize(bytes, { promoteBuffers: false });
    if (document._id === undefined) document = { _id: new ObjectId(), ...document };
    const key = idKey(document._id);
    if (this.#byId.has(key)) throw new CommandError(11000, `E11000 duplicate key error collection: ${this.name} index: _id_`);
    this.#byId.set(key, document);
    this.documents.push(document);
    this.#rememberNumberTypes(key, bytes);
    this.#report('insert', this.withStoredTypes(document));
  }

  /** Removes every document for which the test holds; returns how many. */
  remove(test) {
    const removed = new Set(this.documents.filter(test));
    this.documents = this.documents.filter((document) => !removed.has(document));
    this.#byId = new Map(this.documents.map((document) => [idKey(document._id), document]));
    for (const document of removed) this.#report('delete', document);
    return removed.size;
  }

  /** Takes over everything that another collection has. */
  take(other) {
    this.documents = other.documents;
    this.indexes = other.indexes;
    this.#byId = other.#byId;
    this.#numberTypes = other.#numberTypes;
  }

  /** The index that a hint (a name or a key pattern) stands for; an unknown one is an error, as on a real server. */
  requireIndex(hint) {
    const found = typeof hint === 'string'
      ? this.indexes.some((index) => index.name === hint)
      : this.indexes.some((index) => JSON.stringify(index.key) === JSON.stringify(hint));
    if (!found) {
      throw new CommandError(2, 'error processing query: planner returned error :: caused by :: hint provided does not '
        + 'correspond to an existing index');
    }
  }

  /** A result row with the BSON number types that its document was stored with: a double 15.0 stays a double. */
  withStoredTypes(row) {
    const types = row._id === undefined ? undefined : this.#numberTypes.get(idKey(row._id));
    if (types === undefined) return row;
    const typed = { ...row };
    for (const [field, value] of types) if (row[field] === value.valueOf()) typed[field] = value;
    return typed;
  }

  #rememberNumberTypes(key, bytes) {
    const exact = deserialize(bytes, { promoteValues: false });
    const types = Object.entries(exact).filter(([, value]) =>
      (value instanceof Double && Number.isInteger(value.value)) || value instanceof Long);
    if (types.length > 0) this.#numberTypes.set(key, types.map(([field, value]) => [field, restorable(value)]));
  }
}

/** A Long that says its plain number by valueOf, as Double does. */
function restorable(value) {
  return value instanceof Long ? Object.assign(value, { valueOf: () => value.toNumber() }) : value;
}

const indexOn = (field, name) => ({ v: 2, key: { [field]: 1 }, name });

/** A key that is equal for equal _ids of whatever type. */
const idKey = (id) => id instanceof ObjectId ? id.toHexString() : Buffer.from(serialize({ id })).toString('base64');

/** All databases by name; a collection comes into being when it is first asked for by an insert. */
export class Databases {
  #collections = new Map();
  #oplog;

  /** @param {import('./oplog.mjs').Oplog} oplog told of every change */
  constructor(oplog) {
    this.#oplog = oplog;
  }

  /** The collection, or null when nothing was ever inserted into it. */
  find(database, collection) {
    return this.#collections.get(`${database}.${collection}`) ?? null;
  }

  /** The collection, made when it is not there. */
  open(database, collection) {
    const name = `${database}.${collection}`;
    if (!this.#collections.has(name)) {
      const report = (operationType, document) => this.#oplog.append({ database, collection, operationType, document });
      this.#collections.set(name, new Collection(collection, report));
    }
    return this.#collections.get(name);
  }

  drop(database, collection) {
    const isThere = this.#collections.delete(`${database}.${collection}`);
    if (isThere) this.#oplog.append({ database, collection, operationType: 'drop' });
    return isThere;
  }

  /** Gives a collection another name within its database; what had that name is dropped. */
  rename(database, collection, to) {
    const moved = this.find(database, collection);
    if (moved === null) throw new CommandError(26, `Source collection ${database}.${collection} does not exist`);
    this.#collections.delete(`${database}.${collection}`);
    this.#collections.delete(`${database}.${to}`);
    const target = this.open(database, to);
    target.take(moved);
    this.#oplog.append({ database, collection, operationType: 'rename', to });
  }

  /** Names of the collections of one database. */
  names(database) {
    const prefix = `${database}.`;
    return [...this.#collections.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  }
}
