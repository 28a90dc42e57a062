/** Amazon's services as the functions need them: objects, invocations, the secret, SnapStart. */
package nexus.functions.aws;
