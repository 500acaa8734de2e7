export { type DemoTarget, isDemoLoaded, loadDemo } from './load-demo.ts'
