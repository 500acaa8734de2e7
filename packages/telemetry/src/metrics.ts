import { answerMetrics } from './metrics/answer-metrics.ts'
import { embeddingMetrics } from './metrics/embedding-metrics.ts'
import { eventMetrics } from './metrics/event-metrics.ts'
import { jobMetrics } from './metrics/job-metrics.ts'
import { learningMetrics } from './metrics/learning-metrics.ts'
import { predictionQualityMetrics } from './metrics/prediction-quality-metrics.ts'
import { queueMetrics } from './metrics/queue-metrics.ts'
import { readModelMetrics } from './metrics/read-model-metrics.ts'
import { receiptMetrics } from './metrics/receipt-metrics.ts'
import { runRequestMetrics } from './metrics/run-request-metrics.ts'
import { trainingMetrics } from './metrics/training-metrics.ts'

/**
 * The groups under their former names, for code that does not yet receive its group. A group is registered when one of
 * its metrics is first used here.
 */
export const metrics = {
  get eventsAccepted() {
    return eventMetrics().accepted
  },
  get eventsDuplicate() {
    return eventMetrics().duplicate
  },
  get eventsRejected() {
    return eventMetrics().rejected
  },
  get eventsIgnored() {
    return eventMetrics().ignored
  },
  get eventBatch() {
    return eventMetrics().batchSize
  },
  get residentModels() {
    return readModelMetrics().resident
  },
  get residentBytes() {
    return readModelMetrics().residentBytes
  },
  get modelLoads() {
    return readModelMetrics().loads
  },
  get tailChanges() {
    return readModelMetrics().tailChanges
  },
  get tailFailures() {
    return readModelMetrics().tailFailures
  },
  get degradedAnswers() {
    return answerMetrics().degraded
  },
  get embeddingRequests() {
    return embeddingMetrics().requests
  },
  get embeddingSeconds() {
    return embeddingMetrics().requestSeconds
  },
  get queryEmbeddings() {
    return embeddingMetrics().queries
  },
  get itemEmbeddings() {
    return embeddingMetrics().items
  },
  get receiptsWritten() {
    return receiptMetrics().written
  },
  get receiptsDropped() {
    return receiptMetrics().dropped
  },
  get prequential() {
    return predictionQualityMetrics().cases
  },
  get recentCases() {
    return predictionQualityMetrics().recentCases
  },
  get hitRateAt1() {
    return predictionQualityMetrics().hitRateAt1
  },
  get hitRateAt5() {
    return predictionQualityMetrics().hitRateAt5
  },
  get hitRateAt20() {
    return predictionQualityMetrics().hitRateAt20
  },
  get mrrAt20() {
    return predictionQualityMetrics().mrrAt20
  },
  get ndcgAt20() {
    return predictionQualityMetrics().ndcgAt20
  },
  get logLoss() {
    return predictionQualityMetrics().logLoss
  },
  get coverage() {
    return predictionQualityMetrics().coverage
  },
  get answerRate() {
    return predictionQualityMetrics().answerRate
  },
  get calibrationError() {
    return predictionQualityMetrics().calibrationError
  },
  get learnedStates() {
    return learningMetrics().states
  },
  get drifts() {
    return learningMetrics().drifts
  },
  get snapshots() {
    return trainingMetrics().snapshots
  },
  get runRequests() {
    return runRequestMetrics().requests
  },
  get jobs() {
    return jobMetrics().ended
  },
  get jobSeconds() {
    return jobMetrics().seconds
  },
  get jobsWaiting() {
    return queueMetrics().waiting
  },
}
