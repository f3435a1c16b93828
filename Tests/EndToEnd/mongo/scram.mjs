/** A login by SCRAM, the server's side (RFC 5802, RFC 7677; MongoDB specifications, auth). */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { CommandError } from './errors.mjs';

const NONCE_BYTES = 24;

export const failedLogin = () => new CommandError(18, 'Authentication failed.');

export class ScramExchange {
  #users;
  #mechanism;
  #database;
  #skipsEmptyExchange;
  #secrets;
  #nonce;
  #messages;
  #steps = [(text) => this.#first(text), (text) => this.#final(text), () => ({ text: '', isDone: true })];

  /** @param {{users: import('./users.mjs').Users, mechanism: string, database: string, skipsEmptyExchange: boolean}} options */
  constructor({ users, mechanism, database, skipsEmptyExchange }) {
    this.#users = users;
    this.#mechanism = mechanism;
    this.#database = database;
    this.#skipsEmptyExchange = skipsEmptyExchange;
    /** Whose password was proved, once the exchange is done. */
    this.user = null;
  }

  /** The answer to the client's next message: `{text, isDone}`. */
  step(text) {
    const step = this.#steps.shift();
    if (step === undefined) throw failedLogin();
    return step(text);
  }

  #first(text) {
    const found = /^n,,(n=([^,]*),r=([^,]+))$/.exec(text);
    if (found === null) throw failedLogin();
    const [, bare, name, clientNonce] = found;
    this.user = this.#users.find(this.#database, name.replaceAll('=2C', ',').replaceAll('=3D', '='));
    if (!this.user?.mechanisms.includes(this.#mechanism)) throw failedLogin();
    this.#secrets = this.user.secretsFor(this.#mechanism);
    this.#nonce = clientNonce + randomBytes(NONCE_BYTES).toString('base64');
    const answer = `r=${this.#nonce},s=${this.#secrets.salt.toString('base64')},i=${this.#secrets.iterations}`;
    this.#messages = `${bare},${answer}`;
    return { text: answer, isDone: false };
  }

  /** Compares with the stored key what the client's proof, taken with its signature, gives. */
  #final(text) {
    const found = /^(c=biws,r=([^,]+)),p=(.+)$/.exec(text);
    if (found === null || found[2] !== this.#nonce) throw failedLogin();
    const { hash, storedKey, serverKey } = this.#secrets;
    const sign = (key) => createHmac(hash, key).update(`${this.#messages},${found[1]}`).digest();
    const proof = Buffer.from(found[3], 'base64');
    const signature = sign(storedKey);
    if (proof.length !== signature.length) throw failedLogin();
    const clientKey = Buffer.from(proof.map((byte, at) => byte ^ signature[at]));
    if (!timingSafeEqual(createHash(hash).update(clientKey).digest(), storedKey)) throw failedLogin();
    return { text: `v=${sign(serverKey).toString('base64')}`, isDone: this.#skipsEmptyExchange };
  }
}
