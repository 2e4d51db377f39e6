import assert from 'node:assert/strict';
import { findThemeFile } from '../../../../src/host/colorTheme/findTheme.ts';
import { readThemeRules } from '../../../../src/host/colorTheme/themeRules.ts';

describe('A colour theme', () => {
  const rule = (scope: string, foreground: string) => ({ scope, settings: { foreground } });

  async function read(files: Readonly<Record<string, unknown>>, file = 'themes/a.json'): Promise<unknown> {
    const rules = await readThemeRules(file, async (path) => {
      const found = files[path];
      if (found === undefined) throw new Error(`no ${path}`);
      return typeof found === 'string' ? found : JSON.stringify(found);
    });
    return rules?.map(({ scope, foreground }) => `${scope.join()} ${foreground}`);
  }

  it('has the rules of those that it builds on first, and its own last', async () => {
    const files = {
      'themes/a.json': `{ // my theme\n "include": "./b.json", "tokenColors": [${JSON.stringify(rule('x, y', '#001'))},], }`,
      'themes/b.json': { include: '../base/c.json', tokenColors: [rule('x', '#002')] },
      'base/c.json': { tokenColors: [{ settings: { foreground: '#fff' } }, rule('z', '#003')] },
    };
    assert.deepEqual(await read(files), ['z #003', 'x #002', 'x,y #001']);
  });

  it('may have its rules in another file, or under their old name', async () => {
    const tokens = { tokenColors: [rule('x', '#001')] };
    assert.deepEqual(await read({ 'themes/a.json': { tokenColors: './t.json' }, 'themes/t.json': tokens }), ['x #001']);
    assert.deepEqual(await read({ 'themes/a.json': { settings: [rule('x', '#001')] } }), ['x #001']);
    assert.deepEqual(await read({ 'themes/a.json': {} }), []);
  });

  it('is unreadable where a file is missing, broken, a property list, outside of the extension, or in a circle', async () => {
    const unreadable: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
      missing: {},
      broken: { 'themes/a.json': '{' },
      'a property list': { 'themes/a.json': { tokenColors: './t.tmTheme' }, 'themes/t.tmTheme': '<plist/>' },
      'a missing include': { 'themes/a.json': { include: './b.json', tokenColors: [] } },
      outside: { 'themes/a.json': { include: '../../b.json' }, '../b.json': {}, 'b.json': {} },
      'a circle': { 'themes/a.json': { include: './a.json' } },
    };
    for (const [name, files] of Object.entries(unreadable)) assert.equal(await read(files), undefined, name);
    assert.equal(await read({ 'x.tmTheme': '<plist/>' }, 'x.tmTheme'), undefined);
  });

  it('is found by its id, or by its label where it has none', () => {
    const manifest = {
      contributes: {
        themes: [
          { id: 'One', label: 'First', path: './themes/one.json' },
          { label: 'Two', path: 'themes/two.json' },
          { label: 'Bad', path: '../bad.json' },
          'x',
        ],
      },
    };
    assert.equal(findThemeFile(manifest, 'One'), 'themes/one.json');
    assert.equal(findThemeFile(manifest, 'Two'), 'themes/two.json');
    for (const id of ['First', 'Bad', '', 'Three']) assert.equal(findThemeFile(manifest, id), undefined, id);
    for (const other of [undefined, {}, { contributes: { themes: 1 } }])
      assert.equal(findThemeFile(other, 'One'), undefined);
  });
});
