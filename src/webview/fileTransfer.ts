/** Whether something that is dragged or was copied brings files. */
export function hasFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') === true;
}

/**
 * The files that a paste brings. A table or a page is copied as text and as a picture of it: then the text is meant.
 */
export function pastedFiles(transfer: DataTransfer | null): readonly File[] {
  return transfer && transfer.getData('text/plain') === '' ? [...transfer.files] : [];
}
