import { AgentError } from '../model/errors.ts';

/** How far an exchange had come when it failed. */
export interface FailureContext {
  /** `METHOD /path`, without host and query. */
  readonly where: string;
  /** Host and port for the message, or what stands for them. */
  readonly host: string;
  /** Whether a connection for the request existed, so that bytes of it may have left. Unknown when absent. */
  readonly isConnected?: boolean;
  /** Whether the head of the answer had been received. */
  readonly hasResponse?: boolean;
}

const notFoundCodes: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']);
const unreachableCodes: ReadonlySet<string> = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
]);
const connectTimeoutCodes: ReadonlySet<string> = new Set(['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT']);
const closedCodes: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET']);

/** Codes that OpenSSL and Node give to a certificate that is not trusted, not valid now or for another name. */
const certificateCode =
  /^(?:CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/;
const tlsCode = /^(?:ERR_SSL_|ERR_TLS_|EPROTO$)/;

/**
 * Says in our terms why an exchange failed; the original is kept as `cause`. What is one of ours already passes.
 *
 * `mayHaveArrived` is false only where no connection existed for the request.
 */
export function toNetworkError(error: unknown, context: FailureContext): AgentError {
  if (error instanceof AgentError) return error;
  const code = codeOf(error);
  const isBeforeConnection = context.isConnected === undefined ? happensBeforeConnection(code) : !context.isConnected;
  const details = { where: context.where, cause: error, mayHaveArrived: !isBeforeConnection };
  if (isBeforeConnection && connectTimeoutCodes.has(code)) {
    return new AgentError('timeout', `no connection to ${context.host} could be made in time`, details);
  }
  if (code.startsWith('HPE_')) {
    return new AgentError('protocol', `what ${context.host} answered is not HTTP (${code})`, details);
  }
  if (code === 'ERR_INVALID_CHAR' || code === 'ERR_INVALID_HTTP_TOKEN') {
    return new AgentError('invalid', 'the key or another header contains characters that cannot be sent', details);
  }
  return new AgentError('network', describe(error, code, context), details);
}

/** Whether the same request may well succeed a moment later: not so where a person has to change something first. */
export function isTransientFailure(error: AgentError): boolean {
  if (error.kind === 'timeout') return true;
  return error.kind === 'network' && !certificateCode.test(codeOf(error.cause)) && !tlsCode.test(codeOf(error.cause));
}

function describe(error: unknown, code: string, { host, hasResponse }: FailureContext): string {
  if (code === 'ECONNREFUSED') return `${host} refused the connection`;
  if (code === 'ENOENT') return `nothing listens at ${host}`;
  if (notFoundCodes.has(code)) return `the name ${host} was not found (${code})`;
  if (unreachableCodes.has(code)) return `there is no way to ${host} (${code})`;
  if (certificateCode.test(code)) return `the certificate of ${host} is not trusted (${code})`;
  if (tlsCode.test(code)) return `no secure connection to ${host} could be made (${code})`;
  if (hasResponse === true) return `the connection to ${host} was cut in the middle of the answer`;
  if (closedCodes.has(code)) return `${host} closed the connection without an answer`;
  return error instanceof Error && error.message !== '' ? error.message : `the connection to ${host} failed`;
}

function happensBeforeConnection(code: string): boolean {
  return (
    code === 'ECONNREFUSED' ||
    code === 'ENOENT' ||
    code === 'UND_ERR_CONNECT_TIMEOUT' ||
    notFoundCodes.has(code) ||
    unreachableCodes.has(code) ||
    certificateCode.test(code)
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
