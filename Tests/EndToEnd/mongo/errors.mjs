/** An error that a command answers with, as MongoDB's `{ok: 0, code, codeName, errmsg}`. */
export class CommandError extends Error {
  /** @param {number} code one of MongoDB's error codes */
  constructor(code, message, labels = []) {
    super(message);
    this.code = code;
    this.labels = labels;
  }

  toReply() {
    const reply = { ok: 0, errmsg: this.message, code: this.code, codeName: CODE_NAMES[this.code] ?? `Location${this.code}` };
    if (this.labels.length > 0) reply.errorLabels = this.labels;
    return reply;
  }
}

const CODE_NAMES = {
  2: 'BadValue',
  9: 'FailedToParse',
  13: 'Unauthorized',
  14: 'TypeMismatch',
  18: 'AuthenticationFailed',
  26: 'NamespaceNotFound',
  43: 'CursorNotFound',
  50: 'MaxTimeMSExpired',
  59: 'CommandNotFound',
  91: 'ShutdownInProgress',
  168: 'InvalidPipelineOperator',
  189: 'PrimarySteppedDown',
  241: 'ConversionFailure',
  352: 'UnsupportedOpQueryCommand',
  10107: 'NotWritablePrimary',
  11000: 'DuplicateKey',
  11600: 'InterruptedAtShutdown',
  13435: 'NotPrimaryNoSecondaryOk',
};
