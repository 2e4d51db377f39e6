// @ts-check
// Puts PNG pictures of one size together into one that moves (APNG), which browsers show wherever they show a PNG. The
// pictures' own data is taken as it is: nothing is decoded, so they must come from one encoder with one format.
import { crc32 } from 'node:zlib';

/** @typedef {{ readonly png: Buffer, readonly durationMs: number }} Frame */
/** @typedef {{ readonly type: string, readonly data: Buffer }} Chunk */

const signatureLength = 8;

/**
 * @param {readonly Frame[]} frames at least one; the last one's duration is how long it stands before all begins again
 * @returns {Buffer}
 */
export function animatedPng(frames) {
  const [first] = frames;
  if (!first) throw new Error('There is no picture.');
  const header = chunksOf(first.png).find(({ type }) => type === 'IHDR');
  if (!header) throw new Error('This is no PNG.');
  const size = header.data.subarray(0, 8);
  /** @type {Buffer[]} */
  const parts = [first.png.subarray(0, signatureLength), written('IHDR', header.data)];
  parts.push(written('acTL', numbers([frames.length, 0])));
  let sequence = 0;
  for (const [index, { png, durationMs }] of frames.entries()) {
    const chunks = chunksOf(png);
    const own = chunks.find(({ type }) => type === 'IHDR');
    if (!own?.data.equals(header.data)) throw new Error(`Picture ${index} has another size or format.`);
    parts.push(written('fcTL', Buffer.concat([numbers([sequence++]), size, numbers([0, 0]), timing(durationMs)])));
    for (const { type, data } of chunks) {
      if (type !== 'IDAT') continue;
      parts.push(index === 0 ? written('IDAT', data) : written('fdAT', Buffer.concat([numbers([sequence++]), data])));
    }
  }
  parts.push(written('IEND', Buffer.alloc(0)));
  return Buffer.concat(parts);
}

/**
 * A delay as a fraction of a second, then how the picture replaces the one before: wholly.
 * @param {number} durationMs
 */
function timing(durationMs) {
  const data = Buffer.alloc(6);
  data.writeUInt16BE(Math.min(65_535, Math.round(durationMs)), 0);
  data.writeUInt16BE(1000, 2);
  return data;
}

/**
 * @param {Buffer} png
 * @returns {readonly Chunk[]}
 */
function chunksOf(png) {
  /** @type {Chunk[]} */
  const chunks = [];
  for (let at = signatureLength; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    chunks.push({ type, data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

/**
 * @param {string} type
 * @param {Buffer} data
 */
function written(type, data) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([numbers([data.length]), named, numbers([crc32(named)])]);
}

/** @param {readonly number[]} values */
function numbers(values) {
  const data = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => data.writeUInt32BE(value, index * 4));
  return data;
}
