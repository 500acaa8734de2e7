import { begin } from './first/begin.ts'
import { showDrawn } from './first/show-drawn.ts'
import { showTheme } from './first/show-theme.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/shell.css'
import './styles/parts.css'
import './styles/data.css'
import './styles/charts.css'

/*
 * The first script, which is small and imports no library: it shows the page as the HTML holds it, and asks for what
 * the page will show, while the code of the page is still on its way. The HTML preloads that code.
 */
showTheme()
const path = location.pathname.replace(/^\/console/, '').replace(/\/+$/, '') || '/'
const begun = begin(path, location.search)
begun.session.then(
  (session) => showDrawn(session, location.search !== ''),
  () => undefined,
)
void import('./app/console.tsx').then(({ showConsole }) => showConsole(path, begun))
