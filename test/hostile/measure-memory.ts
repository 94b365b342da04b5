// Loaded into a gateway under test before its own code: answers "what do you hold?" over the channel to the test.
process.on('message', () => {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error('start this process with --expose-gc');
  gc();
  gc(); // the first one queues finalisers, the second takes what they let go of
  process.send?.(process.memoryUsage());
});
