export { ServiceMap } from './service-map.tsx'
export { Slowest } from './slowest.tsx'
