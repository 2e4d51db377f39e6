import assert from 'node:assert/strict';
import fc from 'fast-check';
import { languageById } from '../../../../../src/server/workspace/languages/languages.ts';
import { scanText, textKinds } from '../../../../../src/server/workspace/languages/scanText.ts';

describe('telling code from comments and strings', () => {
  const cases: readonly (readonly [language: string, text: string, code: string])[] = [
    ['typescript', "a('x // y'); // z", "a('      ');     "],
    ['typescript', 'a /* b\nc */ d', 'a     \n     d'],
    ['typescript', 'x = `a ${b({ c: `d ${e} f` })} g`; h', 'x = `  ${b({ c: `  ${e}  ` })}  `; h'],
    ['typescript', '`${a}${b}${c}`; d', '`${a}${b}${c}`; d'],
    ['typescript', 'r = /["/*]+/g; s = a / b / c;', 'r = /        ; s = a / b / c;'],
    ['typescript', "it's\nnext 'x'", "it's\nnext ' '"],
    ['typescript', String.raw`'\'' + a`, String.raw`'  ' + a`],
    ['python', 'a = """b\n# c\n""" # d', 'a = """ \n   \n"""    '],
    ['python', "f('#', x)  # y", "f(' ', x)     "],
    ['go', 'a := `b // "c"` // d', 'a := `        `     '],
    ['rust', "fn f<'a>(x: &'a str) -> char { 'b' }", "fn f<'a>(x: &'a str) -> char { ' ' }"],
    ['rust', 'r#"a "b" // c"# // d', 'r#"          "#     '],
    ['shellscript', 'echo $# "a # b" # c', 'echo $# "     "    '],
    ['ruby', 'a = 1\n=begin\nb\n=end\nc', 'a = 1\n      \n \n    \nc'],
    ['csharp', String.raw`a = @"C:\"; b`, 'a = @"   "; b'],
    ['markdown', '# A\n```sh\n# b\n```\n# C', '# A\n```  \n   \n```\n# C'],
    ['c', '#include <a.h> // b', '#include <a.h>     '],
    ['css', 'a { b: url("c") } /* d */', 'a { b: url(" ") }        '],
  ];
  for (const [id, text, code] of cases) {
    it(`is right for ${id}: ${JSON.stringify(text)}`, () => {
      assert.equal(scanText(text, languageById(id)).code, code);
    });
  }

  it('keeps every position and line, whatever the text is', () => {
    const pieces = [
      '"',
      "'",
      '`',
      '${',
      '}',
      '{',
      '/*',
      '*/',
      '//',
      '#',
      '\\',
      '\n',
      'a',
      '/',
      '"""',
      '(',
      ' ',
      '<!--',
      '-->',
      '=begin',
    ];
    const language = fc.constantFrom(
      'typescript',
      'python',
      'go',
      'rust',
      'c',
      'ruby',
      'php',
      'shellscript',
      'markdown',
      'html',
      'sql',
    );
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces)), language, (parts, id) => {
        const text = parts.join('');
        const { code, kinds } = scanText(text, languageById(id));
        assert.equal(code.length, text.length);
        assert.equal(kinds.length, text.length);
        for (const [index, kind] of kinds.entries()) {
          if (kind === textKinds.code || text[index] === '\n') assert.equal(code[index], text[index]);
          else assert.equal(code[index], ' ');
        }
      }),
    );
  });

  it('takes a time that grows with the text only', () => {
    for (const piece of ['`${`${"', "/*'", String.raw`\'`, '=/[', '\'"', '(/a', '// "', '${', '}`']) {
      const text = piece.repeat(250_000);
      assert.equal(scanText(text, languageById('typescript')).code.length, text.length);
    }
  });
});
