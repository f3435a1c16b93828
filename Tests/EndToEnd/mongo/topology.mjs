/**
 * What servers say of themselves in reply to hello, and which commands their role lets them run. A standalone, the router of a
 * sharded cluster, and a router behind a load balancer; a replica set's members are in replica-set.mjs.
 */
import { Long, ObjectId } from 'bson';
import { Bell } from './bell.mjs';
import { CommandError } from './errors.mjs';

/** What every server says. */
const limits = () => ({
  maxBsonObjectSize: 16 * 1024 * 1024,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  localTime: new Date(),
  logicalSessionTimeoutMinutes: 30,
  minWireVersion: 0,
  maxWireVersion: 21,
  readOnly: false,
});

/** A server whose description has a version: a client can wait until it changes. */
export class Topology {
  #bell = new Bell();
  #processId = new ObjectId();
  #counter = 0;

  get version() {
    return { processId: this.#processId, counter: Long.fromNumber(this.#counter) };
  }

  /** Says that the description is another now. */
  changed() {
    this.#counter++;
    this.#bell.ring();
  }

  /** As a process that was started anew. */
  restarted() {
    this.#processId = new ObjectId();
    this.#counter = 0;
    this.#bell.ring();
  }

  /** Waits, at most the time given, while the version that the client knows is the newest. */
  async waitForChange({ processId, counter }, milliseconds, signal) {
    if (!this.#processId.equals(processId)) return;
    if (Number(counter) > this.#counter) {
      throw new CommandError(31372, `Received a topology version with counter: ${counter} which is greater than the server `
        + `topology version counter: ${this.#counter}`);
    }
    if (Number(counter) === this.#counter) await this.#bell.wait(milliseconds, signal);
  }

  /** The fields of the reply to a hello. */
  describe(body) {
    return { topologyVersion: this.version, ...limits(), ...this.role(body) };
  }

  /** Throws where the server's role forbids a command. */
  check() {}

  /** Whether `$changeStream` is there. */
  get hasOplog() {
    return true;
  }
}

export class Standalone extends Topology {
  role() {
    return { isWritablePrimary: true };
  }

  get hasOplog() {
    return false;
  }
}

export class Mongos extends Topology {
  role() {
    return { isWritablePrimary: true, msg: 'isdbgrid' };
  }
}

/** A router behind a load balancer: it names itself to clients that know of the balancer, and to no others. */
export class BalancedMongos extends Mongos {
  #serviceId = new ObjectId();

  role(body) {
    return { ...super.role(body), ...(body.loadBalanced ? { serviceId: this.#serviceId } : {}) };
  }
}
