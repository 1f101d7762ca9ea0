export { type PairedTest, pairedTest } from '../src/gate/paired-test.ts'
