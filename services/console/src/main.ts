import { begin } from './first/begin.ts'
import { showTheme } from './first/show-theme.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/shell.css'
import './styles/parts.css'
import './styles/data.css'
import './styles/charts.css'

/*
 * The first script, which is small and imports no library: it asks for what the page will show while the code of the
 * page is still on its way. The page that names it preloads that code.
 */
showTheme()
const path = location.pathname.replace(/^\/console/, '').replace(/\/+$/, '') || '/'
const begun = begin(path, location.search)
void import('./app/console.tsx').then(({ showConsole }) => showConsole(path, begun))
