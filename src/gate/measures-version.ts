/**
 * Version of the measures' definitions. It is raised when a measure gives another value for the same ranks, so that a
 * baseline of the old definition is not compared with a run of the new one.
 */
export const measuresVersion = 1
