/**
 * The names in a ZIP archive's central directory (APPNOTE 4.3.12), in its order.
 *
 * @param archive a whole archive without ZIP64 extensions
 * @throws RangeError when it has no central directory
 */
export function zipNames(archive: Buffer): readonly string[] {
  const end = archive.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  if (end < 0) throw new RangeError('This is not a ZIP archive.');
  const names: string[] = [];
  let offset = archive.readUInt32LE(end + 16);
  for (let count = archive.readUInt16LE(end + 10); count > 0; count -= 1) {
    const nameLength = archive.readUInt16LE(offset + 28);
    names.push(archive.toString('utf8', offset + 46, offset + 46 + nameLength));
    offset += 46 + nameLength + archive.readUInt16LE(offset + 30) + archive.readUInt16LE(offset + 32);
  }
  return names;
}
