/** Who may log in, and the secrets that SCRAM keeps of a password (RFC 5802 section 3). */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** By mechanism: the hash, the salt's length and MongoDB's usual count of iterations. */
const SCRAM = {
  'SCRAM-SHA-1': { hash: 'sha1', keyBytes: 20, saltBytes: 16, iterations: 10_000 },
  'SCRAM-SHA-256': { hash: 'sha256', keyBytes: 32, saltBytes: 28, iterations: 15_000 },
};

/** One user: `{name, password, database = 'admin', mechanisms = both of SCRAM, role = 'readWrite', iterations}`. */
class User {
  #password;
  #iterations;
  #secrets = new Map();

  constructor({ name, password = '', database = 'admin', mechanisms = Object.keys(SCRAM), role = 'readWrite', iterations }) {
    Object.assign(this, { name, database, mechanisms, role });
    this.#password = password;
    this.#iterations = iterations;
  }

  hasPassword(password) {
    return password === this.#password;
  }

  /** `{hash, salt, iterations, storedKey, serverKey}`: what a server keeps instead of the password. */
  secretsFor(mechanism) {
    if (!this.#secrets.has(mechanism)) this.#secrets.set(mechanism, this.#derive(mechanism));
    return this.#secrets.get(mechanism);
  }

  #derive(mechanism) {
    const { hash, keyBytes, saltBytes, iterations: usual } = SCRAM[mechanism];
    const iterations = this.#iterations ?? usual;
    const salt = randomBytes(saltBytes);
    // SHA-1 works on MongoDB's older digest of the password; SHA-256 on SASLprep of it, which leaves ASCII alone.
    const prepared = mechanism === 'SCRAM-SHA-1'
      ? createHash('md5').update(`${this.name}:mongo:${this.#password}`).digest('hex')
      : this.#password;
    const salted = pbkdf2Sync(prepared, salt, iterations, keyBytes, hash);
    const key = (text) => createHmac(hash, salted).update(text).digest();
    const storedKey = createHash(hash).update(key('Client Key')).digest();
    return { hash, salt, iterations, storedKey, serverKey: key('Server Key') };
  }
}

/** All users; where there are none, nobody has to log in. */
export class Users {
  #users;

  constructor(users = []) {
    this.#users = users.map((user) => new User(user));
  }

  get areRequired() {
    return this.#users.length > 0;
  }

  /** The user of a database, or null. */
  find(database, name) {
    return this.#users.find((user) => user.database === database && user.name === name) ?? null;
  }
}
