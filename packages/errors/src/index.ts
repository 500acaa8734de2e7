export { type ErrorCode, errorTable } from './error-table.ts'
export { type FailedDependency, type FieldError, InklingError } from './inkling-error.ts'
export { fromProblem, type Problem, type ProblemContext, toProblem } from './problem.ts'
