/** What to look at where nothing can be fetched, without a full stop. */
export function networkAdvice(reason: string): string {
  return /certificate|issuer|\bCERT_|SSL|TLS/i.test(reason)
    ? "Where a proxy of your network signs certificates of its own, give Node that one by NODE_EXTRA_CA_CERTS=FILE.pem"
    : "Check the network (and HTTPS_PROXY, where it has a proxy)";
}
