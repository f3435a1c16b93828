/** A replica set: its members' roles, elections, and what each of them says of itself. */
import { ObjectId, Timestamp } from 'bson';
import { CommandError } from './errors.mjs';
import { Topology } from './topology.mjs';

const READS = ['find', 'aggregate', 'count', 'listIndexes', 'listCollections'];
const WRITES = ['insert', 'drop', 'renameCollection'];
const MS_PER_SECOND = 1000;

/** One member, as its own server describes it. */
class Member extends Topology {
  /** `primary`, `secondary`, `arbiter`, `recovering` or `down`. */
  state = 'secondary';
  tags = {};
  /** How far it is behind the primary. */
  lagMs = 0;

  constructor(set) {
    super();
    this.set = set;
  }

  role() {
    const { set } = this;
    const fields = {
      hosts: set.addresses((member) => member.state !== 'arbiter'),
      setName: set.name,
      setVersion: 1,
      isWritablePrimary: this.state === 'primary',
      secondary: this.state === 'secondary',
      primary: set.primary?.address,
      me: this.address,
    };
    const arbiters = set.addresses((member) => member.state === 'arbiter');
    if (arbiters.length > 0) fields.arbiters = arbiters;
    if (this.state === 'arbiter') fields.arbiterOnly = true;
    if (Object.keys(this.tags).length > 0) fields.tags = this.tags;
    if (this.state === 'primary') fields.electionId = set.electionId;
    if (this.state !== 'arbiter') fields.lastWrite = this.#lastWrite();
    return fields;
  }

  #lastWrite() {
    const seconds = Math.floor((Date.now() - this.lagMs) / MS_PER_SECOND);
    const opTime = { ts: new Timestamp({ t: seconds, i: 1 }), t: this.set.term };
    const date = new Date(seconds * MS_PER_SECOND);
    return { opTime, lastWriteDate: date, majorityOpTime: opTime, majorityWriteDate: date };
  }

  check({ name, body }) {
    if (WRITES.includes(name) && this.state !== 'primary') throw this.#refusal(10107, 'not primary');
    if (!READS.includes(name) || this.state === 'primary') return;
    if (this.state !== 'secondary') throw this.#refusal(13436, 'node is not in primary or recovering state');
    const mode = body.$readPreference?.mode ?? 'primary';
    if (mode === 'primary') throw this.#refusal(13435, 'not primary and secondaryOk=false');
  }

  #refusal(code, message) {
    return new CommandError(code, message, { topologyVersion: this.version });
  }
}

/** The set. Every member reads and writes the same data: replication is at once. */
export class ReplicaSet {
  name;
  term = 0;
  members;

  /** @param {{name?: string, memberCount?: number}} options */
  constructor({ name = 'rs', memberCount = 3 } = {}) {
    this.name = name;
    this.members = Array.from({ length: memberCount }, () => new Member(this));
  }

  get primary() {
    return this.members.find((member) => member.state === 'primary') ?? null;
  }

  /** Grows with every election. */
  get electionId() {
    return new ObjectId(`7fffffff${this.term.toString(16).padStart(16, '0')}`);
  }

  addresses(test) {
    return this.members.filter(test).map((member) => member.address);
  }

  /** Makes one member the primary. */
  elect(member) {
    if (this.primary !== null) this.primary.state = 'secondary';
    member.state = 'primary';
    this.term++;
    this.#changed();
  }

  /** Changes something of one member: `{state, tags, lagMs}`. */
  change(member, fields) {
    Object.assign(member, fields);
    this.#changed();
  }

  /**
   * The primary gives up its role: it is as good a secondary as the others, or in the state given. After the time, the
   * first secondary other than it, or the one named, is elected; null: nobody is.
   */
  stepDown({ state = 'secondary', to, electAfterMs = 0 } = {}) {
    const former = this.primary;
    if (former === null) throw new Error('there is no primary');
    this.change(former, { state });
    if (electAfterMs === null) return;
    const elect = () => {
      const next = to === undefined
        ? this.members.find((member) => member !== former && member.state === 'secondary')
        : this.members[to];
      if (next !== undefined && this.primary === null) this.elect(next);
    };
    if (electAfterMs > 0) setTimeout(elect, electAfterMs).unref();
    else elect();
  }

  #changed() {
    for (const member of this.members) member.changed();
  }
}
