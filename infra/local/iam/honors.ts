import type { Honors } from "../ports.ts";

/** What the evaluator reads of IAM's own resources and of the policies attached to others. */
export const honorsOfIam: Honors = {
  "AWS::IAM::Role": ["AssumeRolePolicyDocument", "ManagedPolicyArns"],
  "AWS::IAM::Policy": ["PolicyDocument", "PolicyName", "Roles"],
  "AWS::SQS::QueuePolicy": ["PolicyDocument", "Queues"],
  "AWS::SNS::TopicPolicy": ["PolicyDocument", "Topics"],
  "AWS::S3::BucketPolicy": ["Bucket", "PolicyDocument"],
  "AWS::Events::EventBusPolicy": ["EventBusName", "Statement", "StatementId"],
  "AWS::Lambda::Permission": ["Action", "FunctionName", "Principal", "SourceArn"],
};
