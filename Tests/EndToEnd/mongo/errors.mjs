/** An error that a command answers with, as MongoDB's `{ok: 0, code, codeName, errmsg}`. */
export class CommandError extends Error {
  /**
   * @param {number} code one of MongoDB's error codes
   * @param {{labels?: string[], topologyVersion?: object}} more what else the reply carries
   */
  constructor(code, message, { labels = [], topologyVersion } = {}) {
    super(message);
    this.code = code;
    this.labels = [...labels];
    this.topologyVersion = topologyVersion;
  }

  toReply() {
    const reply = { ok: 0, errmsg: this.message, code: this.code, codeName: CODE_NAMES[this.code] ?? `Location${this.code}` };
    if (this.labels.length > 0) reply.errorLabels = this.labels;
    if (this.topologyVersion) reply.topologyVersion = this.topologyVersion;
    return reply;
  }
}

const CODE_NAMES = {
  2: 'BadValue',
  9: 'FailedToParse',
  13: 'Unauthorized',
  14: 'TypeMismatch',
  17: 'ProtocolError',
  18: 'AuthenticationFailed',
  26: 'NamespaceNotFound',
  43: 'CursorNotFound',
  48: 'NamespaceExists',
  50: 'MaxTimeMSExpired',
  59: 'CommandNotFound',
  73: 'InvalidNamespace',
  91: 'ShutdownInProgress',
  136: 'CappedPositionLost',
  168: 'InvalidPipelineOperator',
  185: 'ClientMetadataDocumentTooLarge',
  186: 'ClientMetadataCannotBeMutated',
  189: 'PrimarySteppedDown',
  237: 'CursorKilled',
  241: 'ConversionFailure',
  260: 'InvalidResumeToken',
  280: 'ChangeStreamFatalError',
  286: 'ChangeStreamHistoryLost',
  334: 'MechanismUnavailable',
  352: 'UnsupportedOpQueryCommand',
  10107: 'NotWritablePrimary',
  11000: 'DuplicateKey',
  11600: 'InterruptedAtShutdown',
  11602: 'InterruptedDueToReplStateChange',
  13435: 'NotPrimaryNoSecondaryOk',
  13436: 'NotPrimaryOrSecondary',
};
