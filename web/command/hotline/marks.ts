// What a sampled call is marked for, in the order of a call.
export const MARKS = ['greeting', 'listening', 'accuracy', 'record', 'closing'] as const
