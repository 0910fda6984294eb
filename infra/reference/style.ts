/** The page's one style sheet: light and dark, wide and narrow. */
export const style = `
:root { color-scheme: light dark; --text: #1c2430; --soft: #5a6675; --back: #fff; --panel: #f4f6f8;
  --line: #dde3e9; --link: #0a58ca; --get: #0b6b3a; --post: #8a4b00; --code: #0f3d66; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e4e9ef; --soft: #9aa7b5; --back: #12161c; --panel: #1b212a; --line: #2d3642;
    --link: #7db4ff; --get: #6fd39b; --post: #f0b060; --code: #a9d1f7; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; color: var(--text); background: var(--back);
  font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
a { color: var(--link); }
nav { background: var(--panel); border-bottom: 1px solid var(--line); padding: .75rem 1rem; }
nav summary { font-weight: 600; cursor: pointer; }
nav h2 { font-size: .8rem; margin: 1rem 0 .25rem; color: var(--soft); border: 0; padding: 0; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { display: block; padding: .2rem 0; text-decoration: none; font-size: .92rem; }
main { padding: 1rem; max-width: 60rem; min-width: 0; }
h1 { font-size: 1.9rem; margin: .5rem 0; }
h2 { font-size: 1.4rem; margin: 2.5rem 0 .75rem; padding-top: 1rem;
  border-top: 1px solid var(--line); }
h3 { font-size: 1.12rem; margin: 0 0 .25rem; }
h4 { font-size: .85rem; margin: 1.1rem 0 .35rem; color: var(--soft); text-transform: uppercase;
  letter-spacing: .04em; }
section { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 1rem 0; }
code { font: .88em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; color: var(--code);
  overflow-wrap: anywhere; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: .4rem;
  padding: .75rem; overflow-x: auto; margin: .5rem 0; }
pre code { color: inherit; overflow-wrap: normal; white-space: pre; }
.values code, .codes code { white-space: nowrap; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0;
  border-bottom: 1px solid var(--line); }
td:first-child { min-width: 9rem; }
.codes td:first-child { min-width: 4rem; }
td:last-child { min-width: 14rem; }
th { color: var(--soft); font-weight: 600; }
small, i, .access { color: var(--soft); }
i { font-size: .82em; }
.route { margin: 0 0 .5rem; }
.route b { font-size: .8rem; letter-spacing: .03em; }
b.get { color: var(--get); }
b.post, b.put, b.patch, b.delete { color: var(--post); }
details > summary { cursor: pointer; padding: .3rem 0; }
@media (min-width: 64rem) {
  body { display: grid; grid-template-columns: 18rem minmax(0, 1fr); }
  nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; border-bottom: 0;
    border-right: 1px solid var(--line); }
  nav details::details-content { content-visibility: visible; }
  main { padding: 1.5rem 2.5rem; }
}
`;
