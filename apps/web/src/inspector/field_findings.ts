import type { Finding } from '@llamanexus/workflow'

/** A finding of the validation, or an error of a run, which has codes of its own. */
export type ShownFinding = Omit<Finding, 'code'> & { code: string }

/** The part of a finding's pointer that lies within its node: `/nodes/3/config/x` gives `/config/x`. */
export const pointerInNode = ({ pointer }: Pick<Finding, 'pointer'>): string =>
  pointer.replace(/^\/nodes\/\d+/, '')

/** The findings about a field or anything in it. A missing input is told about the node's inputs as a whole or about the port. */
export const findingsAt = (findings: readonly ShownFinding[], fieldPointer: string): ShownFinding[] =>
  findings.filter((finding) => {
    const pointer = pointerInNode(finding)
    return pointer === fieldPointer || pointer.startsWith(`${fieldPointer}/`)
  })

/** The findings that no field of the form shows. */
export const findingsElsewhere = (
  findings: readonly ShownFinding[],
  fieldPointers: readonly string[],
): ShownFinding[] =>
  findings.filter((finding) => !fieldPointers.some((pointer) => findingsAt([finding], pointer).length > 0))
