import assert from 'node:assert/strict';
import { isAgentError } from '../../../src/model/errors.ts';
import { assertOrigin, originOf, parseAddress } from '../../../src/net/origin.ts';

const isOriginError = (error: unknown): boolean =>
  isAgentError(error) && error.kind === 'origin' && !error.mayHaveArrived;

describe('an address', () => {
  for (const address of [
    'https://api.example.com',
    'https://api.example.com:8443/base/',
    'http://localhost:2024',
    'http://LOCALHOST:2024',
    'http://127.0.0.1:2024',
    'http://127.9.9.9',
    'http://127.1',
    'http://0x7f.0.0.1',
    'http://[::1]:2024',
    'http://[0:0:0:0:0:0:0:1]',
  ]) {
    it(`may be ${address}`, () => assert.ok(parseAddress(address).host));
  }

  for (const address of [
    '',
    'api.example.com',
    '/v1',
    '//api.example.com',
    'ftp://api.example.com',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ws://localhost',
    'https://',
    'https://user@api.example.com',
    'https://user:secret@api.example.com',
    'https://:secret@api.example.com',
    'https://api.example.com@evil.example',
    'http://api.example.com',
    'http://10.0.0.1',
    'http://192.168.1.10:11434',
    'http://0.0.0.0:8000',
    'http://[::]',
    'http://[::ffff:127.0.0.1]',
    'http://128.0.0.1',
    'http://localhost.',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'http://evil.localhost',
    'https://exa mple.com',
    'https://example.com:99999',
  ]) {
    it(`may not be "${address}"`, () => assert.throws(() => parseAddress(address), isOriginError));
  }

  it('is not repeated in the refusal, because it may contain a password', () => {
    assert.throws(
      () => parseAddress('https://user:secret@api.example.com'),
      (error: Error) => !error.message.includes('secret') && !error.message.includes('user'),
    );
  });

  it('is resolved against a base', () => {
    assert.equal(parseAddress('../runs', new URL('https://a.example/v1/threads/')).href, 'https://a.example/v1/runs');
    assert.throws(() => parseAddress('http://a.example/', new URL('https://a.example/')), isOriginError);
  });
});

describe('an origin', () => {
  it('is the same however it is written', () => {
    for (const address of [
      'HTTPS://API.Example.COM',
      'https://api.example.com:443/v1?x#y',
      'https://api.example.com/',
    ]) {
      assert.equal(originOf(address), 'https://api.example.com');
    }
    assert.equal(originOf('https://BÜCHER.example'), 'https://xn--bcher-kva.example');
    assert.equal(originOf('http://localhost:80'), 'http://localhost');
  });

  const bound = 'https://api.example.com';
  for (const address of [
    'https://api.example.com:8443/',
    'https://example.com/',
    'https://api.example.com.evil.example/',
    'https://evil-api.example.com/',
    'https://api.example.com./',
    'https://аpi.example.com/',
    'https://api.example.com。evil.example/',
    'http://localhost/',
  ]) {
    it(`of ${bound} does not cover ${address}`, () => {
      assert.throws(() => assertOrigin(new URL(address), bound, 'the key'), isOriginError);
    });
  }

  it('does not cover the same host without encryption', () => {
    assert.throws(() => assertOrigin(new URL('http://api.example.com/'), bound, 'the key'), isOriginError);
  });

  it('covers every path of itself, a backslash and a full-width dot included as the URL standard reads them', () => {
    for (const address of [
      'https://api.example.com/a/b',
      'https://api.example.com\\@evil.example',
      'https://api。example.com/',
    ]) {
      assertOrigin(new URL(address), bound, 'the key');
    }
  });

  it('names both sides when it refuses', () => {
    assert.throws(
      () => assertOrigin(new URL('https://evil.example/steal'), bound, 'the key'),
      /the key belongs to https:\/\/api\.example\.com, not to https:\/\/evil\.example/,
    );
  });
});
