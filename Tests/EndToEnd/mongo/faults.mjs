/** What tests make go wrong, and the record of what was asked. */
import { CommandError } from './errors.mjs';

/**
 * One rule: `{commands?: string[], contains?: string, code?: number, message?: string, labels?: string[], delayMs?: number,
 * close?: boolean, times?: number}`. It applies to a command whose name is listed (none listed: to all but hello) and whose
 * body, as JSON, contains the text.
 */
export class Faults {
  /** Accepts and reads, never answers. */
  isBlackHole = false;
  rules = [];

  /** Applies the first rule that fits: waits, throws, or says that the connection has to be cut. */
  async apply(request) {
    const rule = this.rules.find((candidate) => fits(candidate, request));
    if (rule === undefined) return 'run';
    if (rule.times !== undefined && --rule.times <= 0) this.rules.splice(this.rules.indexOf(rule), 1);
    if (rule.delayMs) await this.#delay(rule.delayMs, request.body.maxTimeMS);
    if (rule.close) return 'close';
    if (rule.code) throw new CommandError(rule.code, rule.message ?? 'failed on purpose', { labels: rule.labels });
    return 'run';
  }

  /** A slow server gives up at the command's own limit. */
  async #delay(delayMs, maxTimeMs) {
    const isTooSlow = maxTimeMs > 0 && delayMs > maxTimeMs;
    await new Promise((resolve) => setTimeout(resolve, isTooSlow ? maxTimeMs : delayMs));
    if (isTooSlow) throw new CommandError(50, 'operation exceeded time limit');
  }
}

function fits(rule, request) {
  const isHello = ['hello', 'isMaster', 'ismaster'].includes(request.name);
  if (rule.commands ? !rule.commands.includes(request.name) : isHello) return false;
  return !rule.contains || JSON.stringify(request.body).includes(rule.contains);
}

const MAX_LOG_ENTRIES = 100_000;

/** Every command received, oldest first. */
export class CommandLog {
  entries = [];

  add(request, session) {
    if (this.entries.length >= MAX_LOG_ENTRIES) this.entries.splice(0, MAX_LOG_ENTRIES / 2);
    this.entries.push({
      atMs: Date.now(),
      connection: session.id,
      client: session.clientName,
      name: request.name,
      opcode: request.opcode,
      bytes: request.byteLength,
      isCompressed: request.isCompressed,
      body: request.body,
    });
  }

  /** Names the connection's entries so far, once its client has introduced itself. */
  nameLast(session) {
    for (const entry of this.entries) {
      if (entry.connection === session.id && entry.client === '') entry.client = session.clientName;
    }
  }
}
