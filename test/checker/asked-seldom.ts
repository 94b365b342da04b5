/** Many visitors who ask all the time would keep the machine busier than the day itself: they share an answer for a while. */
export function askedSeldom(ask: () => Promise<boolean>, everyMs = 500): () => Promise<boolean> {
  let answer = ask();
  let askedAt = performance.now();
  return () => {
    if (performance.now() - askedAt > everyMs) {
      askedAt = performance.now();
      answer = ask();
    }
    return answer;
  };
}
