/** Where to go after the sign-in: a page of the console and nowhere else. */
export const safePath = (path: string | null): string =>
  path !== null && /^\/console(?:[/?][\w/?=&.:%~-]*)?$/.test(path) && !path.includes('//')
    ? path
    : '/console';
