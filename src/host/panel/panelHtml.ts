export interface PanelResources {
  readonly cspSource: string;
  readonly scriptUri: string;
  /** In the order in which they count. */
  readonly styleUris: readonly string[];
  /** New for every document. */
  readonly nonce: string;
  /** Of the document, for screen readers; left out: *Thread*. */
  readonly title?: string;
}

/**
 * The panel's document. Its policy lets one script and our style sheets in and nothing out: what the panel shows comes
 * from models and files and may be hostile.
 *
 * @param identity what the panel is restored from after a reload; its script finds it in the body
 */
export function panelHtml(identity: object, resources: PanelResources): string {
  const { cspSource, nonce, scriptUri, styleUris, title = 'Thread' } = resources;
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data:`,
    `connect-src 'none'`,
    `form-action 'none'`,
    `base-uri 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8">
    <meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${attribute(title)}</title>
    ${styleUris.map((uri) => `<link rel="stylesheet" href="${attribute(uri)}">`).join('\n    ')}
  </head>
  <body data-panel="${attribute(JSON.stringify(identity))}">
    <div id="root"></div>
    <script type="module" nonce="${nonce}" src="${attribute(scriptUri)}"></script>
  </body>
</html>`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
