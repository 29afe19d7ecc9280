import { verifyRelease as problemsOf } from '../../src/release/verify-release.js'

/** Checks a release folder against its checksums, row counts and description, and says what differs; exit code 0 or 3. */
export async function verifyRelease(folder: string): Promise<number> {
  const problems = await problemsOf(folder)
  for (const problem of problems) console.log(problem)
  if (problems.length > 0) {
    console.log('the release is not as it was made: download it again, or build it again')
    return 3
  }
  console.log('every file is as it was released')
  return 0
}
