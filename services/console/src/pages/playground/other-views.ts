export { Receipt } from './receipt.tsx'
export { WhatIf } from './what-if.tsx'
