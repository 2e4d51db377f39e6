import * as vscode from 'vscode';
import { describeBytes } from '../describeBytes.ts';
import { type Attachment, byteLengthOf } from './attachment.ts';
import { Refusal } from './refusal.ts';

/** From here on a person is asked first: it costs time and, on hosted services, money. */
export const largeBytes = 100 * 1024;

/** From here on nothing is sent: services refuse it and no agent reads it. */
export const tooLargeBytes = 1024 * 1024;

/** @throws Refusal if `bytes` is more than any question may carry */
export function refuseSize(bytes: number, what: string): void {
  if (bytes <= tooLargeBytes) return;
  throw new Refusal(`${what} has ${describeBytes(bytes)}; a question can carry at most 1 MB. Select a part of it.`);
}

/**
 * Asks before a large attachment is sent.
 *
 * @returns false if the person would rather not
 * @throws Refusal if it is too large in any case
 */
export async function confirmSize(attachment: Attachment, what: string): Promise<boolean> {
  const bytes = byteLengthOf(attachment);
  refuseSize(bytes, what);
  if (bytes <= largeBytes) return true;
  const answer = await vscode.window.showWarningMessage(
    `Send ${describeBytes(bytes)} of code?`,
    { modal: true, detail: `${what} is unusually large for a question. All of it would be sent.` },
    'Send',
  );
  return answer === 'Send';
}
